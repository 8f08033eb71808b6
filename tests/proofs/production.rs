//! Who drills production says its name twice: in the target file, and on the command line.

use std::path::PathBuf;
use std::process::Command;

/// A target file of its own; nobody listens where it leads.
struct TargetFile(PathBuf);

impl TargetFile {
    #[expect(clippy::disallowed_methods, reason = "the program reads a file")]
    fn new(name: &str, production: &str) -> Self {
        let nobody = "{url: \"http://127.0.0.1:9\"}";
        let text = format!(
            "environment: live\n{production}prometheus: {nobody}\nalertmanager: {nobody}\n\
             toxiproxy: {nobody}\ngateway: {nobody}\nsink: {{listen: \"127.0.0.1:0\"}}\n\
             profile: reference\n"
        );
        let name = format!("firedrill-production-{name}-{}.yaml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).expect("the file can be written");
        Self(path)
    }

    /// How a run of one drill ends there, and what it says.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let out = self.0.with_extension("out");
        let output = Command::new(env!("CARGO_BIN_EXE_firedrill"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["run", "drills/provider-blackhole.yaml", "--target"])
            .arg(&self.0)
            .arg("--out")
            .arg(&out)
            .args(arguments)
            .output()
            .expect("the program runs");
        drop(std::fs::remove_dir_all(&out));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    }
}

impl Drop for TargetFile {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

#[test]
fn production_is_refused_until_its_name_is_repeated() {
    let target = TargetFile::new("yes", "production: true\n");
    let (code, said) = target.run(&[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("serves real users: `live` is production"),
        "{said}"
    );
    assert!(said.contains("add `--production live`"), "{said}");
    let (code, said) = target.run(&["--production", "staging"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is `live`, and not `staging`"), "{said}");
    // Nobody answers there: it begins, and finds no environment that it could break.
    let (code, said) = target.run(&["--production", "live"]);
    assert_eq!(code, Some(4), "{said}");
}

#[test]
fn what_is_no_production_is_not_drilled_as_such() {
    let target = TargetFile::new("no", "");
    let (code, said) = target.run(&["--production", "live"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("does not say that it is production"),
        "{said}"
    );
}
