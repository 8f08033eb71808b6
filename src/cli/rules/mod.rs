//! `firedrill rules`: what can be told of alert rules without a server.

mod arguments;
mod explain;
mod files;
mod find;
mod fire;
mod lint;
mod mutants_kept;
mod mutate;
mod profiles;
mod ready;
mod test;

pub(super) use arguments::RulesArguments;

use super::exit::Exit;
use arguments::RulesCommand;

/// Does what was asked of rules.
pub(super) fn rules(arguments: &RulesArguments) -> Exit {
    match &arguments.command {
        RulesCommand::Explain(arguments) => explain::explain(arguments),
        RulesCommand::Lint(arguments) => lint::run(arguments),
        RulesCommand::Test(arguments) => test::test(arguments),
        RulesCommand::Mutate(arguments) => mutate::mutate(arguments),
        RulesCommand::Fire(arguments) => fire::fire(arguments),
    }
}
