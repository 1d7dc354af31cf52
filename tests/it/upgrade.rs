//! Two builds of the program, one after the other on the same data folder: today's, and one in which a read model has
//! changed. The second is built from a copy of the sources, as somebody would change them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::golden::workspace;
use crate::process::{Client, PROGRAM, Server, flywheel};

/// What is not copied: what was built, what the history is kept in, and what nothing is built from.
const LEFT_OUT: [&str; 4] = ["target", ".git", ".ci", "docs"];

/// The next release, with another version of the read model `clocks`: one more column, which nobody fills yet. Packages of
/// another version share nothing with today's in the folder in which both are built.
const CHANGES: [(&str, &str, &str); 4] = [
    ("Cargo.toml", "[workspace.package]\nversion = \"", "[workspace.package]\nversion = \"9"),
    ("projections/src/clocks.rs", "provenance TEXT NOT NULL,", "provenance TEXT NOT NULL, remark TEXT,"),
    ("projections/src/clocks.rs", "const VERSION: u32 = ", "const VERSION: u32 = 1 + "),
    ("tests/Cargo.toml", "\"flywheel-under-test\"", "\"flywheel-upgraded\""),
];

/// Builds the next version beside today's; what it builds on is there already.
fn upgraded() -> Option<PathBuf> {
    if std::env::var_os("FLYWHEEL_REQUIRE_UPGRADE").is_none() {
        eprintln!("SKIPPED: nothing was shown about upgrades; set FLYWHEEL_REQUIRE_UPGRADE to build a second program");
        return None;
    }
    let built = Path::new(PROGRAM).parent().unwrap();
    let (target, copy) = (built.parent().unwrap(), built.parent().unwrap().join("upgraded"));
    copy_changed(&workspace(), &copy, &LEFT_OUT);
    for (file, old, new) in CHANGES {
        let text = fs::read_to_string(copy.join(file)).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{file} has one place with {old}");
        fs::write(copy.join(file), text.replace(old, new)).unwrap();
    }
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--offline", "--package", "flywheel-tests", "--bin", "flywheel-upgraded"]);
    let output = build.current_dir(&copy).env("CARGO_TARGET_DIR", target).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(target.join("debug/flywheel-upgraded"))
}

/// Makes a folder a copy of another. What is the same stays untouched, so that it is not built again.
fn copy_changed(from: &Path, to: &Path, left_out: &[&str]) {
    fs::create_dir_all(to).unwrap();
    let names = |folder: &Path| -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !left_out.contains(&name.as_str())).collect()
    };
    for gone in names(to).difference(&names(from)) {
        let gone = to.join(gone);
        if gone.is_dir() { fs::remove_dir_all(gone).unwrap() } else { fs::remove_file(gone).unwrap() }
    }
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy_changed(&from, &to, &[]);
        } else if fs::read(&to).ok() != fs::read(&from).ok() {
            fs::copy(from, to).unwrap();
        }
    }
}

/// A server of one of the builds, and an analyst who asks it.
struct Served(Server, Client);

impl Served {
    fn by(program: &Path, data: &Path, key: &str) -> Self {
        let mut command = Command::new(program);
        let server = Server::run(command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data));
        let client = Client::new(&server, key);
        Self(server, client)
    }

    fn get(&self, path: &str) -> Value {
        let (status, answer) = self.1.get(path).unwrap();
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// The state of the read model `clocks`.
    fn clocks(&self) -> Value {
        let all = self.get("/v1/read-models");
        all.as_array().unwrap().iter().find(|model| model["name"] == "clocks").unwrap().clone()
    }

    /// The same once the file of its own version is shown.
    fn caught_up(&self) -> Value {
        loop {
            let clocks = self.clocks();
            assert_ne!(clocks["following"]["is"], "stopped", "{clocks}");
            if clocks["folded"].is_null() && clocks["position"] == clocks["head"] {
                return clocks;
            }
        }
    }

    fn end(self) {
        self.0.terminate();
        let (status, printed) = self.0.ended();
        assert!(status.success(), "{printed}");
    }
}

#[test]
fn a_new_build_shows_the_file_of_the_old_one_until_its_own_has_caught_up() {
    let Some(upgraded) = upgraded() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let simulated =
        flywheel(&["--data", data.to_str().unwrap(), "simulate", "--tickets", "1500", "--days", "91", "--seed", "1"]);
    assert!(simulated.status.success(), "{simulated:?}");
    let key = analyst(&data);

    let today = Served::by(Path::new(PROGRAM), &data, &key);
    let (before, clocks) = (today.caught_up(), today.get("/v1/clocks?limit=500"));
    assert_eq!(clocks["clocks"].as_array().unwrap().len(), 500);
    today.end();
    let old = data.join("read-models").join(before["shows"].as_str().unwrap());
    let rows = projections::contents(&old).unwrap();

    let next = Served::by(&upgraded, &data, &key);
    let during = next.clocks();
    assert_eq!((&during["shows"], &during["position"]), (&before["shows"], &before["position"]), "{during}");
    assert!(during["folded"].as_u64() < during["head"].as_u64(), "its own file is not there yet: {during}");
    assert_eq!(next.get("/v1/clocks?limit=500"), clocks, "what the old build had folded is answered");
    let after = next.caught_up();
    assert_ne!(after["shows"], before["shows"]);
    assert_eq!(after["version"].as_u64(), before["version"].as_u64().map(|version| version + 1));
    assert_eq!(next.get("/v1/clocks?limit=500"), clocks);
    next.end();
    assert_eq!(projections::contents(&old).unwrap(), rows, "the new build has only read the old file");

    let back = Served::by(Path::new(PROGRAM), &data, &key);
    assert_eq!(back.caught_up()["shows"], before["shows"], "there is a way back");
    assert_eq!(back.get("/v1/clocks?limit=500"), clocks);
    back.end();
}

/// The key of a system that may read everything.
fn analyst(data: &Path) -> String {
    let server = Server::start(data);
    let administrator = Client::new(&server, &server.first_key());
    let secret_hash = api::http::hash_of("secret");
    let body =
        json!({ "key": "analyst", "principal": "system-reports", "role": "analyst", "secret_hash": secret_hash });
    let (status, answer) = administrator.post("/v1/keys", "key", &body).unwrap();
    assert_eq!(status, 201, "{answer}");
    server.terminate();
    assert!(server.ended().0.success());
    "fw_analyst_secret".to_owned()
}
