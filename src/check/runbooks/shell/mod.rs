//! Commands as a shell reads them: words, quotes, variables, pipes and lists, line by line.
//!
//! What runbooks need and no more: here-documents, functions and backticks are refused by name, since
//! nobody copies them without a mistake at night.

mod lexer;
mod word;

use super::wrong::Wrong;

pub(super) use word::{Use, Word};

/// A command with its words.
#[derive(Clone, Debug, Default)]
pub(super) struct Command {
    /// Its name and what follows, without redirections and without variables that are set for it.
    pub(super) words: Vec<Word>,
    /// Variables that are set, before the command or by themselves: `NAME=value`.
    pub(super) assigned: Vec<Word>,
}

/// Commands that run what follows them.
const CARRIERS: [&str; 7] = ["env", "exec", "nohup", "sudo", "time", "watch", "xargs"];

/// The commands of a text, in the order in which they begin to run.
///
/// # Errors
///
/// The first thing that cannot be read.
pub(super) fn parse(text: &str) -> Result<Vec<Command>, Wrong> {
    lexer::Lexer::new(text).commands()
}

impl Command {
    /// Its words from a program of this name on, if it runs that, itself or by way of another.
    pub(super) fn runs(&self, program: &str) -> Option<&[Word]> {
        let first = self.words.first()?;
        let carried = CARRIERS.contains(&&*first.text) || first.text == "timeout";
        let reach = if carried { self.words.len() } else { 1 };
        let at = self.words[..reach]
            .iter()
            .position(|word| word.text == program)?;
        Some(&self.words[at..])
    }

    /// The variables that have a value once it ran.
    pub(super) fn defines(&self) -> impl Iterator<Item = &str> {
        let first = self.words.first().map_or("", |word| &*word.text);
        let named = match first {
            "read" | "export" | "local" => self.words.len(),
            "for" => 2,
            _ => 0,
        };
        let named = self.words.iter().take(named).skip(1);
        let named = named.filter(|word| !word.text.starts_with('-'));
        let words = self.assigned.iter().chain(named);
        words.map(|word| word.text.split('=').next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    fn words(text: &str) -> Vec<Vec<String>> {
        let commands = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let texts =
            |command: &Command| command.words.iter().map(|word| word.text.clone()).collect();
        commands.iter().map(texts).collect()
    }

    #[test]
    fn words_end_where_a_shell_ends_them() {
        let text = "a 'b  c'd \"e \\\" f\" g\\ h # no\ni \\\n  j | k && l; m &";
        let expected = [
            vec!["a", "b  cd", "e \" f", "g h"],
            vec!["i", "j"],
            vec!["k"],
            vec!["l"],
            vec!["m"],
        ];
        assert_eq!(words(text), expected);
    }

    #[test]
    fn redirections_are_no_words_and_reserved_words_no_commands() {
        let text = "for i in 1 2; do curl x >out 2>&1 </dev/null; done\nif ! grep -q y; then z; fi";
        let expected = [
            vec!["for", "i", "in", "1", "2"],
            vec!["curl", "x"],
            vec!["grep", "-q", "y"],
            vec!["z"],
        ];
        assert_eq!(words(text), expected);
    }

    #[test]
    fn placeholders_and_variables_are_seen_wherever_they_stand() {
        let commands =
            parse("X=$(date +%s) git revert <commit> --a=\"$B/${C}\" '$D <no>'").unwrap();
        assert_eq!(
            commands[0].words[0].text, "date",
            "what is inside runs first"
        );
        let outer = &commands[1];
        assert!(outer.defines().eq(["X"]));
        let uses: Vec<_> = outer.words.iter().flat_map(|word| &word.uses).collect();
        let expected = [
            Use::Placeholder("commit".into()),
            Use::Variable("B".into()),
            Use::Variable("C".into()),
            Use::Placeholder("no".into()),
        ];
        assert!(uses.iter().map(|one| &one.value).eq(&expected), "{uses:?}");
        assert_eq!(outer.words[2].text, "<commit>");
    }

    #[test]
    fn a_place_in_a_quoted_word_is_found() {
        let text = "kubectl patch -p '\n  data:\n    key: \"1\"\n'";
        let commands = parse(text).unwrap();
        let word = &commands[0].words[3];
        let at = word.text.find("key").unwrap();
        let place = word.place(Span::new(at, at + 3));
        assert_eq!(&text[place.start..place.end], "key");
    }

    #[test]
    fn what_cannot_be_copied_safely_is_refused_by_name() {
        for (text, part) in [
            ("echo 'a", "quote"),
            ("echo \"a", "quote"),
            ("cat <<EOF\na\nEOF", "here-document"),
            ("echo `date`", "backtick"),
            ("echo $(date", "bracket"),
            ("(cd a; b)", "bracket"),
            ("echo a)", "bracket"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message.contains(part), "{text}: {error:?}");
        }
    }

    #[test]
    fn nothing_that_is_typed_panics() {
        let strange = "'\"$(){}<>|&;\\`#=\n é~-";
        let pieces: Vec<char> = strange.chars().collect();
        for a in &pieces {
            for b in &pieces {
                for c in &pieces {
                    let _ = parse(&format!("x{a}{b}y{c}"));
                }
            }
        }
        assert!(parse(&"$(".repeat(100_000)).is_err());
    }
}
