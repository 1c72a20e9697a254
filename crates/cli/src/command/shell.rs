//! The verbs `completions`, `man` and `schema`: what shells, the manual and editors want to know of the command and its files.

use super::failure;
use super::standard_output::write_result;
use crate::args::{Arguments, CompletionsArguments, ManArguments, SchemaArguments};
use crate::atomic_file::write_whole;
use crate::diagnostic::Diagnostics;
use crate::exit::ExitStatus;
use crate::run_file;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::io::Write;

/// Writes the completions of a shell.
///
/// # Errors
/// If standard output cannot be written.
pub fn completions(arguments: &CompletionsArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let (mut command, mut script) = (Arguments::command(), Vec::new());
    clap_complete::generate(arguments.shell, &mut command, "fluxledger", &mut script);
    write_result(out, &script)
}

/// Writes the manual: the page of the command on standard output, or the pages of all verbs into a folder.
///
/// # Errors
/// If standard output or a file cannot be written.
pub fn man(arguments: &ManArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let Some(folder) = &arguments.folder else { return write_result(out, &page(&Man::new(command()))) };
    for man in pages(&command()) {
        let path = folder.join(man.get_filename());
        write_whole(&path, |writer| writer.write_all(&page(&man))).map_err(|error| failure::output(&path, &error))?;
    }
    Ok(ExitStatus::Done)
}

/// The command with all its verbs worked out, so that each knows its whole name.
fn command() -> Command {
    let mut command = Arguments::command();
    command.build();
    command
}

/// The page of a command and those of its verbs.
fn pages(command: &Command) -> Vec<Man> {
    std::iter::once(Man::new(command.clone())).chain(command.get_subcommands().flat_map(pages)).collect()
}

fn page(man: &Man) -> Vec<u8> {
    let mut page = Vec::new();
    man.render(&mut page).expect("memory takes any page");
    page
}

/// Writes the schema of run files, or the tables of their keys.
///
/// # Errors
/// If standard output cannot be written.
pub fn schema(arguments: SchemaArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let text = if arguments.markdown { run_file::markdown() } else { run_file::schema() };
    write_result(out, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap_complete::Shell;

    fn verbs() -> Vec<String> {
        command().get_subcommands().map(|verb| verb.get_name().to_owned()).collect()
    }

    #[test]
    fn the_completions_of_each_shell_name_each_verb() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            let mut out = Vec::new();
            assert_eq!(completions(&CompletionsArguments { shell }, &mut out), Ok(ExitStatus::Done));
            let script = String::from_utf8(out).unwrap();
            assert!(verbs().iter().all(|verb| script.contains(verb.as_str())), "{shell}");
            assert!(script.contains("region-id"), "{shell}");
        }
    }

    #[test]
    fn each_verb_has_a_page_with_its_options() {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ManArguments { folder: Some(folder.path().join("man1")) };
        assert_eq!(man(&arguments, &mut Vec::new()), Ok(ExitStatus::Done));
        for verb in verbs() {
            let page = std::fs::read_to_string(folder.path().join(format!("man1/fluxledger-{verb}.1"))).unwrap();
            assert!(page.contains(".SH SYNOPSIS") && page.contains("\\-\\-quiet"), "{verb}: {page}");
        }
        let main = std::fs::read_to_string(folder.path().join("man1/fluxledger.1")).unwrap();
        assert!(main.contains("Exit codes:"), "{main}");
    }

    #[test]
    fn the_page_of_the_command_goes_to_standard_output() {
        let mut out = Vec::new();
        man(&ManArguments { folder: None }, &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains(".TH fluxledger 1"));
    }

    #[test]
    fn the_schema_comes_as_json_and_as_tables() {
        let written = |markdown| {
            let mut out = Vec::new();
            schema(SchemaArguments { markdown }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written(false)).unwrap()["title"], "Run file of fluxledger");
        assert!(written(true).contains("| `inventory_year` |"));
    }
}
