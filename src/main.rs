fn main() -> std::process::ExitCode {
    foureye::cli::main()
}
