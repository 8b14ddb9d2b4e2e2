use crate::cli::args::Cli;
use crate::cli::failure::Failure;
use clap::CommandFactory;
use clap_mangen::Man as Page;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Man {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    pub fn run(self) -> Result<(), Failure> {
        match self.out {
            Some(dir) => {
                std::fs::create_dir_all(&dir).map_err(|error| Failure::file(&dir, &error))?;
                clap_mangen::generate_to(Cli::command(), &dir).map_err(|error| Failure::file(&dir, &error))
            }
            None => one_page(),
        }
    }
}

/// All commands on one page: the program's own sections, then each command's.
fn one_page() -> Result<(), Failure> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    Page::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help" && !sub.is_hide_set()) {
        writeln!(page, ".SH FOUREYE {}", sub.get_name().to_uppercase())?;
        let part = Page::new(sub.clone());
        part.render_description_section(&mut page)?;
        part.render_synopsis_section(&mut page)?;
        part.render_options_section(&mut page)?;
    }
    Ok(std::io::stdout().write_all(&page)?)
}
