//! What a compiler does not check about the shape of the code: who may use whom, what must stay
//! pure, and how long files may be.
//!
//! An ordinary test that reads the tree. Each rule is a function from files to breaches, and is
//! proven on a file that breaks it.

mod bans;
mod breach;
mod budgets;
mod codes;
mod doors;
mod layers;
mod modules;
mod purity;
mod source;
mod tokens;

use breach::Breach;
use source::{File, tree};

/// A rule: where the tree breaks it.
type Rule = fn(&[File]) -> Vec<Breach>;

/// Holds the tree of this checkout against a rule.
fn hold(rule: Rule) {
    let breaches = rule(tree());
    let told: Vec<String> = breaches.iter().map(ToString::to_string).collect();
    assert!(
        breaches.is_empty(),
        "{} to tidy up\n\n{}\n",
        told.len(),
        told.join("\n\n")
    );
}

/// Where a rule finds fault with files that are only thought of.
fn lines(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<File> = files
        .iter()
        .map(|(path, text)| File::new(path, text))
        .collect();
    let breaches = rule(&source::with_tests_marked(files));
    breaches
        .iter()
        .map(|breach| format!("{}:{}", breach.path, breach.line))
        .collect()
}

#[test]
fn the_tree_is_found() {
    let files = tree();
    for path in ["src/lib.rs", "src/main.rs", "tests/tidy/main.rs"] {
        assert!(files.iter().any(|file| file.path == path), "no {path}");
    }
    assert!(files.len() > 200, "only {} files", files.len());
}
