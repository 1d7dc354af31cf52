//! The program as a process of its own, on a folder that outlives it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde_json::{Value, json};
use ureq::Agent;

use crate::harness::PATIENCE;

/// Where the program is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_flywheel-under-test");

/// A running server. It is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// What it printed before it was ready.
    pub(crate) greeting: Vec<String>,
    printed: Receiver<String>,
}

impl Server {
    /// Starts the program on a folder and waits until it serves.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::run(Command::new(PROGRAM).args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder))
    }

    /// Starts a command that ends up as the server.
    pub(crate) fn run(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut greeting = Vec::new();
        let address = loop {
            let Some(line) = lines.next() else { panic!("it ended before it served: {greeting:#?}") };
            let line = line.unwrap();
            let address = line.split_once(" on http://").map(|(_, address)| format!("http://{address}"));
            greeting.push(line);
            if let Some(address) = address {
                break address;
            }
        };
        let (sink, printed) = channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // Nobody may be there to hear it.
                let _ = sink.send(line);
            }
        });
        Self { child, address, greeting, printed }
    }

    /// The lines that it prints after it was ready, up to one that holds this.
    pub(crate) fn prints_until(&self, end: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        while !lines.last().is_some_and(|line| line.contains(end)) {
            lines.push(self.printed.recv_timeout(PATIENCE).expect("it prints that"));
        }
        lines
    }

    pub(crate) fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// Says a line to whatever started the server.
    pub(crate) fn say(&mut self, line: &str) {
        use std::io::Write;
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// As `kill -9` does: it gets no chance to write anything.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.pid()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end, and gives what it printed since it was ready.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.printed.iter().collect::<Vec<_>>().join("\n"))
    }

    /// The administrator's key, which a new folder's first server prints.
    pub(crate) fn first_key(&self) -> String {
        let line = self.greeting.iter().find(|line| line.contains("administrator's key")).unwrap();
        line.rsplit(' ').next().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who talks to a server.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    address: String,
    key: String,
}

/// What a request came to: status and body, or nothing, because the connection broke.
pub(crate) type Answered = Result<(u16, Value), ureq::Error>;

impl Client {
    pub(crate) fn new(server: &Server, key: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        // Each request has a connection of its own: a server that is killed and started again has none of the old ones.
        let config = config.max_idle_connections(0).max_idle_connections_per_host(0).build();
        Self { agent: Agent::new_with_config(config), address: server.address.clone(), key: key.to_owned() }
    }

    pub(crate) fn post(&self, path: &str, idempotency_key: &str, body: &Value) -> Answered {
        let request = self.agent.post(format!("{}{path}", self.address));
        let request = request.header("authorization", format!("Bearer {}", self.key));
        let mut response = request.header("idempotency-key", idempotency_key).send_json(body)?;
        Ok((response.status().as_u16(), response.body_mut().read_json()?))
    }

    pub(crate) fn get(&self, path: &str) -> Answered {
        let request = self.agent.get(format!("{}{path}", self.address));
        let mut response = request.header("authorization", format!("Bearer {}", self.key)).call()?;
        Ok((response.status().as_u16(), response.body_mut().read_json()?))
    }
}

/// A running demo with so many tickets, and the keys that it prints, by role. What it writes goes into this folder.
pub(crate) fn demo(place: &Path, tickets: &str) -> (Server, impl Fn(&str) -> String) {
    let mut command = Command::new(PROGRAM);
    command.env("TMPDIR", place).args(["demo", "--listen", "127.0.0.1:0", "--tickets", tickets]);
    let server = Server::run(command.env_remove("FLYWHEEL_DATA"));
    let greeting = server.prints_until("End with Ctrl-C");
    let key_of = move |role: &str| {
        let line = greeting.iter().find(|line| line.trim_start().starts_with(&format!("{role} ")));
        line.unwrap().rsplit(' ').next().unwrap().to_owned()
    };
    (server, key_of)
}

/// A folder with a directory, and the key of a hotline agent.
pub(crate) fn prepare(folder: &Path) -> String {
    let server = Server::start(folder);
    let administrator = Client::new(&server, &server.first_key());
    let secret_hash = api::http::hash_of("secret");
    for (path, body) in [
        ("/v1/issue-types", json!({ "issue_type": "starting", "title": "起动困难" })),
        ("/v1/groups", json!({ "group": "electrical", "title": "电气组", "issue_types": ["starting"] })),
        ("/v1/people", json!({ "person": "e1042", "name": "测试员", "roles": ["hotline_agent"] })),
        (
            "/v1/keys",
            json!({ "key": "hotline", "principal": "person-e1042", "role": "hotline_agent", "secret_hash": secret_hash }),
        ),
    ] {
        let (status, answer) = administrator.post(path, path, &body).unwrap();
        assert_eq!(status, 201, "{answer}");
    }
    server.terminate();
    let (status, printed) = server.ended();
    assert!(status.success(), "{printed}");
    "fw_hotline_secret".to_owned()
}

/// Runs a verb of the command line to its end.
pub(crate) fn flywheel(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).env_remove("FLYWHEEL_DATA").stdin(Stdio::null()).output().unwrap()
}
