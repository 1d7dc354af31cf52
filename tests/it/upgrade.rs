//! Two builds of the program, one after the other on the same data folder: today's, and one in which a read model has
//! changed. The second is built from a copy of the sources, as somebody would change them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::golden::workspace;
use crate::process::{Client, PROGRAM, Server, flywheel};

/// What the program is built from.
const SOURCES: [&str; 9] =
    [".cargo", "Cargo.toml", "Cargo.lock", "events-schema", "event-store", "domain", "projections", "api", "tests"];

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
    let target = Path::new(PROGRAM).ancestors().nth(2).unwrap();
    let copy = target.join("upgraded");
    for source in SOURCES {
        copy_changed(&workspace(), Path::new(source), &copy);
    }
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--offline", "--package", "flywheel-tests", "--bin", "flywheel-upgraded"]);
    build.args(["--message-format", "json-render-diagnostics"]).args((!cfg!(debug_assertions)).then_some("--release"));
    let output = build.current_dir(&copy).env("CARGO_TARGET_DIR", target).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).unwrap();
    let mut messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    messages.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// Copies a file or folder with its changes. What is as it was stays untouched, so that it is not built again.
fn copy_changed(from: &Path, path: &Path, to: &Path) {
    let (source, copy) = (from.join(path), to.join(path));
    if source.is_dir() {
        fs::create_dir_all(&copy).unwrap();
        for entry in fs::read_dir(source).unwrap() {
            copy_changed(from, &path.join(entry.unwrap().file_name()), to);
        }
        return;
    }
    let mut content = fs::read(&source).unwrap();
    for (_, old, new) in CHANGES.iter().filter(|(file, ..)| Path::new(file) == path) {
        let text = String::from_utf8(content).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{} has one place with {old}", path.display());
        content = text.replace(old, new).into_bytes();
    }
    if fs::read(&copy).ok().as_ref() != Some(&content) {
        fs::write(copy, content).unwrap();
    }
}

/// How often somebody looks whether it has caught up: for a minute at least, with a connection for each look.
const LOOKS: usize = 300_000;

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
        let mut looks = (0..LOOKS).map(|_| self.clocks()).inspect(|clocks| {
            assert_ne!(clocks["following"]["is"], "stopped", "{clocks}");
        });
        looks
            .find(|clocks| clocks["folded"].is_null() && clocks["position"] == clocks["head"])
            .expect("it catches up while somebody looks that often")
    }

    /// The names of the first clocks. What the watch records meanwhile does not change them.
    fn first_clocks(&self) -> Vec<String> {
        let page = self.get("/v1/clocks?limit=500");
        let name = |clock: &Value| {
            ["ticket", "clock", "episode", "number", "started_at"].map(|field| clock[field].to_string()).join(" ")
        };
        let mut names: Vec<String> = page["clocks"].as_array().unwrap().iter().map(name).collect();
        names.sort();
        names
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
    let (before, clocks) = (today.caught_up(), today.first_clocks());
    assert_eq!(clocks.len(), 500);
    today.end();
    let old = data.join("read-models").join(before["shows"].as_str().unwrap());
    let rows = projections::contents(&old).unwrap();

    let next = Served::by(&upgraded, &data, &key);
    let during = next.clocks();
    assert_eq!(during["shows"], before["shows"], "{during}");
    assert!(during["position"].as_u64() >= before["position"].as_u64(), "marked with its position: {during}");
    assert!(
        during["folded"].as_u64().unwrap() < during["head"].as_u64().unwrap(),
        "its own is not there yet: {during}"
    );
    assert_eq!(next.first_clocks(), clocks, "what the old build had folded is answered");
    let (status, refused) = next.1.post("/v1/policy/backtest?version=0", "try", &json!({})).unwrap();
    assert_eq!(
        (status, &refused["code"]),
        (503, &json!("behind")),
        "what the old build kept for itself it alone reads"
    );
    let after = next.caught_up();
    assert_ne!(after["shows"], before["shows"]);
    assert_eq!(after["version"].as_u64(), before["version"].as_u64().map(|version| version + 1));
    assert_eq!(next.first_clocks(), clocks);
    next.end();
    assert_eq!(projections::contents(&old).unwrap(), rows, "the new build has only read the old file");

    let back = Served::by(Path::new(PROGRAM), &data, &key);
    assert_eq!(back.caught_up()["shows"], before["shows"], "there is a way back");
    assert_eq!(back.first_clocks(), clocks);
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
