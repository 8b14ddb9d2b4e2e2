//! Compiles the C++ side of the feature `encryption`; without it there is nothing to do.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "encryption")]
    encryption::compile();
}

#[cfg(feature = "encryption")]
mod encryption {
    use std::env;
    use std::path::PathBuf;

    const SOURCE: &str = "src/warehouse/encryption/openssl.cpp";

    pub fn compile() {
        println!("cargo:rerun-if-changed={SOURCE}");
        // Only the bundled build has DuckDB's inner headers, and its inner symbols to link with.
        let include = env::var_os("DEP_DUCKDB_INCLUDE").map(PathBuf::from);
        let include = include.expect("the feature `encryption` needs DuckDB compiled in: the feature `bundled`");
        let openssl = pkg_config::Config::new().atleast_version("3.0").cargo_metadata(false).probe("libcrypto");
        let openssl = openssl.expect("the feature `encryption` needs OpenSSL 3 (Debian: libssl-dev, pkg-config)");
        cc::Build::new()
            .cpp(true)
            .std("c++17")
            .warnings(false)
            .file(SOURCE)
            .include(&include)
            .includes(&openssl.include_paths)
            .compile("foureye_encryption");
        // After the archive that needs it.
        for path in &openssl.link_paths {
            println!("cargo:rustc-link-search=native={}", path.display());
        }
        println!("cargo:rustc-link-lib=dylib=crypto");
    }
}
