//! `firedrill rules lint`: what a server would load, and what will not do what its author meant.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::arguments::{LintFormat, RulesLintArguments};
use super::files;
use super::find::find_rules;
use super::profiles::profiles;
use crate::alerts::rules::RuleDocument;
use crate::base::{Problem, Source};
use crate::check::objective::Objective;
use crate::check::rules::{Chosen, Known, LINTS, RuleSet, lint};
use crate::cli::exit::Exit;
use crate::cli::speak;
use crate::drill::Outcome;
use crate::lab;
use crate::report::{LintTold, RulesLinted};
use crate::spec::drill::IncidentSeverity;
use crate::spec::metrics::Schema;
use crate::spec::{Policy, load};

/// Lints the rules, and tells what was found.
pub(super) fn run(arguments: &RulesLintArguments) -> Exit {
    let linted = known(arguments).and_then(|known| {
        let linted = linted(arguments, &known);
        linted.map_err(|problem| vec![problem])
    });
    let linted = match linted {
        Ok(linted) => linted,
        Err(problems) => {
            speak::complain(&problems);
            return Exit::Usage;
        }
    };
    let (_, colour) = speak::terminal();
    speak::out(&match arguments.format {
        LintFormat::Terminal => linted.terminal(colour),
        LintFormat::Github => linted.github(),
        LintFormat::Json => linted.json(),
        LintFormat::Sarif => linted.sarif(),
    });
    match linted.exit_code() {
        0 => Exit::Pass,
        1 => Exit::Drilled(Outcome::Fail),
        _ => Exit::Usage,
    }
}

/// What the arguments say of the platform.
fn known(arguments: &RulesLintArguments) -> Result<Known, Vec<Problem>> {
    let runbooks = arguments.runbooks.as_deref().map(runbooks).transpose();
    let runbooks = runbooks.map_err(|problem| vec![problem])?;
    let profiles = profiles(&arguments.platform)?;
    let (mut severities, mut objectives) = (None, Vec::new());
    if let Some(path) = &arguments.policy {
        let source = load::read_file(path).map_err(|problem| vec![problem])?;
        severities = Some(
            IncidentSeverity::ALL
                .map(|one| one.name().to_owned())
                .into(),
        );
        objectives = Objective::of(&Policy::read(&source)?, &profiles);
    } else if !arguments.severities.is_empty() {
        severities = Some(arguments.severities.iter().cloned().collect());
    }
    Ok(Known {
        runbooks,
        severities,
        objectives,
        scrape_interval: arguments.scrape_interval,
        evaluation_interval: arguments.evaluation_interval,
        schema: Schema::of(&profiles),
        platform_is_named: !arguments.platform.is_empty(),
    })
}

/// The names of the Markdown files in a directory.
fn runbooks(directory: &Path) -> Result<BTreeSet<String>, Problem> {
    let entries = std::fs::read_dir(directory).map_err(|error| {
        let message = format!("`{}` cannot be searched: {error}", directory.display());
        Problem::error("file/unreadable", message).hint("name the directory of the runbooks")
    })?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let pages = paths.filter(|path| path.extension().is_some_and(|end| end == "md"));
    Ok(pages
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect())
}

/// A file of rules, or why there is none.
enum File {
    Rules(Vec<RuleDocument>),
    Broken(Vec<Problem>),
    Unread(Problem),
    /// A template that only looks like rules.
    PassedOver,
}

fn linted(arguments: &RulesLintArguments, known: &Known) -> Result<RulesLinted, Problem> {
    let chosen = Chosen {
        only: arguments.only.clone(),
        except: arguments.except.clone(),
    };
    if let Some(name) = chosen.unknown() {
        let message = format!("there is no lint `{name}`");
        return Err(Problem::error("lint/unknown", message).hint(
            "`firedrill rules explain` lists them; a family such as `alert` means all of its lints",
        ));
    }
    let mut linted = RulesLinted {
        findings: Vec::new(),
        unread: Vec::new(),
        files: 0,
        rules: 0,
        fail_on: arguments.fail_on.severity(),
        lints: told(known, &chosen),
    };
    let mut documents = Vec::new();
    for file in read(&arguments.paths)? {
        linted.files += usize::from(matches!(file, File::Rules(_) | File::Broken(_)));
        match file {
            File::Rules(found) => documents.extend(found),
            File::Broken(problems) => linted.findings.extend(problems),
            File::Unread(problem) => linted.unread.push(problem),
            File::PassedOver => {}
        }
    }
    if linted.files == 0 && linted.unread.is_empty() {
        return Err(no_rules(&arguments.paths));
    }
    let set = RuleSet::new(documents);
    linted.rules = set.rules().count();
    linted.findings.extend(lint(&set, known, &chosen));
    Ok(linted)
}

fn told(known: &Known, chosen: &Chosen) -> Vec<LintTold> {
    let run = LINTS
        .iter()
        .filter(|lint| lint.is_able(known) && chosen.includes(lint.code));
    run.map(|lint| LintTold {
        code: lint.code,
        severity: lint.severity,
        title: lint.title(),
        page: lint.page,
    })
    .collect()
}

/// The files at these paths, in order.
fn read(paths: &[PathBuf]) -> Result<Vec<File>, Problem> {
    let (stdin, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths
        .iter()
        .cloned()
        .partition(|path| files::is_stdin(path));
    let mut read: Vec<File> = (stdin.iter().take(1))
        .map(|_| match files::stdin("rules lint -") {
            Ok(source) => understood(&source, true),
            Err(problem) => File::Unread(problem),
        })
        .collect();
    let found = find_rules(&paths)?;
    read.extend(lab::each(&found, |(path, source)| match source {
        Ok(source) => understood(source, paths.contains(path)),
        Err(problem) => File::Unread(problem.clone()),
    }));
    Ok(read)
}

fn understood(source: &Source, is_named: bool) -> File {
    match RuleDocument::all(source) {
        Ok(documents) => File::Rules(documents),
        // Found by a search, it need not be what it looks like.
        Err(_) if !is_named && is_template(&source.text) => File::PassedOver,
        Err(problems) => File::Broken(problems),
    }
}

/// Whether a text is a template of Helm's, that becomes YAML only when it is rendered.
fn is_template(text: &str) -> bool {
    ["{{ .Values", "{{- ", "{{ include", ".Release."]
        .iter()
        .any(|word| text.contains(word))
}

fn no_rules(paths: &[PathBuf]) -> Problem {
    let paths: Vec<String> = (paths.iter())
        .map(|path| format!("`{}`", path.display()))
        .collect();
    let message = format!("there are no rules in {}", paths.join(", "));
    Problem::error("rules/none", message)
        .hint("a file of them is YAML with `groups:` and `rules:`, or a PrometheusRule")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_helm_renders_is_no_template_any_more() {
        assert!(is_template("{{- if .Values.rules }}\ngroups:\n"));
        assert!(!is_template("summary: \"{{ $labels.job }}\""));
    }
}
