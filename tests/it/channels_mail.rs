//! The e-mail channel against a small mail server on this machine, with what it may answer.

use std::time::Duration;

use api::channels::{Message, Reason, Undelivered};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::channels::{LINK, delivered, message, ordinary};

fn email(port: u16) -> String {
    format!(
        "kind = 'email'\nhost = 'localhost'\nport = {port}\ntls = 'none'\nallow_private = true\nfrom = 'Flywheel <flywheel@example.com>'\n"
    )
}

/// A mail server that gives the usual answers but those to what begins so. Whoever awaits it gets what was said to it.
async fn mail_server(unusual: &'static [(&'static str, &'static str)]) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("localhost:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let session = tokio::spawn(async move { session(listener.accept().await.unwrap().0, unusual).await });
    (port, session)
}

/// One visit of whoever brings a mail; says what he said.
async fn session(stream: TcpStream, unusual: &[(&str, &str)]) -> Vec<String> {
    let (read, mut write) = stream.into_split();
    let (mut lines, mut heard, mut in_data) = (BufReader::new(read).lines(), Vec::new(), false);
    write.write_all(b"220 mail.example.com ready\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        heard.push(line.clone());
        let usual = match line.as_str() {
            "." => "250 2.0.0 taken",
            _ if in_data => continue,
            "DATA" => "354 go on",
            "QUIT" => "221 goodbye",
            said if said.starts_with("EHLO") => "250-mail.example.com\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
            said if said.starts_with("AUTH") => "235 welcome",
            _ => "250 ok",
        };
        let answer = unusual.iter().find(|(begins, _)| line.starts_with(begins)).map_or(usual, |(_, answer)| answer);
        in_data = answer.starts_with("354");
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            break;
        }
    }
    heard
}

/// A mail server that takes every mail. Whoever listens gets its reader, its subject and the lines of its text.
pub(crate) async fn post_office() -> (u16, mpsc::UnboundedReceiver<[String; 3]>) {
    let (arrives, arrived) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let heard = session(stream, &[]).await;
            let reader = heard.iter().find_map(|line| line.strip_prefix("RCPT TO:")).unwrap().to_owned();
            let mail = mail_in(&heard);
            let (head, text) = mail.split_once("\n\n").unwrap();
            let unfolded = head.replace("\n ", " ");
            let subject = unfolded.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap();
            if arrives.send([reader, decoded(subject), unquoted(text)]).is_err() {
                break;
            }
        }
    });
    (port, arrived)
}

/// The mail of a visit.
fn mail_in(heard: &[String]) -> String {
    let mail = heard.iter().skip_while(|line| *line != "DATA").skip(1).take_while(|line| *line != ".");
    mail.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// What the encoded words of a header say (RFC 2047).
fn decoded(header: &str) -> String {
    let words = header.split("=?utf-8?b?").skip(1).map(|word| word.split("?=").next().unwrap());
    String::from_utf8(words.flat_map(|word| BASE64_STANDARD.decode(word).unwrap()).collect()).unwrap()
}

/// What a quoted-printable text says (RFC 2045).
fn unquoted(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut parts = joined.split('=');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_mail_says_what_it_is_and_arrives_in_chinese() {
    let (port, session) = mail_server(&[]).await;
    let settings = format!("{}user = 'flywheel'\npassword = 'k-mail'\n", email(port));
    let message = Message { title: "紧急:发动机冒黑烟".repeat(9), ..message() };
    assert_eq!(delivered(&settings, &message).await, Ok(()));
    let heard = session.await.unwrap();
    let begins = |begin: &str| heard.iter().any(|line| line.starts_with(begin));
    assert_eq!(heard[0], "EHLO example.com");
    assert_eq!(heard[1], format!("AUTH PLAIN {}", BASE64_STANDARD.encode("\0flywheel\0k-mail")));
    assert!(begins("MAIL FROM:<flywheel@example.com>") && begins("RCPT TO:<reader@example.com>"), "{heard:#?}");

    let mail = mail_in(&heard);
    assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 78), "{mail}");
    let (head, body) = mail.split_once("\n\n").unwrap();
    let unfolded = head.replace("\n ", " ");
    let header = |name: &str| {
        let found = unfolded.lines().filter_map(|line| line.split_once(": ")).find(|(found, _)| *found == name);
        found.unwrap_or_else(|| panic!("no {name} in {head}")).1.to_owned()
    };
    assert_eq!(decoded(&header("Subject")), message.title);
    let named = ["From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Priority", "Importance"].map(header);
    let expected = [
        "Flywheel <flywheel@example.com>",
        "reader@example.com",
        "Mon, 02 Mar 2026 01:15:00 +0000",
        "<00000000-0000-0000-0000-000000000007@example.com>",
        "auto-generated",
        "1",
        "high",
    ];
    assert_eq!(named, expected);
    let forms = ["Content-Type", "Content-Transfer-Encoding"].map(header);
    assert_eq!(forms, ["text/plain; charset=utf-8", "quoted-printable"]);
    assert_eq!(unquoted(body), format!("{}\n{LINK}", message.lines.join("\n")));
}

#[tokio::test]
async fn a_title_adds_no_header() {
    let (port, session) = mail_server(&[]).await;
    let title = "Black smoke\r\nBcc: all@example.com".to_owned();
    let message = Message { title, ..ordinary(vec!["Call the customer.".to_owned()]) };
    assert_eq!(delivered(&email(port), &message).await, Ok(()));
    let heard = session.await.unwrap();
    assert!(heard.contains(&"Subject: Black smoke  Bcc: all@example.com".to_owned()), "{heard:#?}");
    assert!(!heard.iter().any(|line| line.starts_with("Bcc") || line.starts_with("X-Priority")), "{heard:#?}");
}

#[tokio::test]
async fn what_a_mail_server_says_of_the_mail_decides_whether_it_is_tried_again() {
    let said = |code, said: &str| Reason::MailServer { code, said: said.to_owned() };
    let unknown = &[("RCPT", "550 5.1.1 <reader@example.com> is nobody here")][..];
    let table = [
        (&[("RCPT", "451 4.3.0 come again")][..], Undelivered::Failed(said(451, "4.3.0 come again"))),
        (unknown, Undelivered::Refused(said(550, "5.1.1 <…> is nobody here"))),
        (&[(".", "552 5.3.4 too large")], Undelivered::Refused(said(552, "5.3.4 too large"))),
        (&[(".", "452 4.3.1 no room")], Undelivered::Failed(said(452, "4.3.1 no room"))),
        // Of the channel, not of the mail: somebody will put the password right.
        (&[("AUTH", "535 5.7.8 wrong password k-mail")], Undelivered::Failed(said(535, "5.7.8 wrong password …"))),
    ];
    for (unusual, expected) in table {
        let (port, session) = mail_server(unusual).await;
        let settings = format!("{}user = 'flywheel'\npassword = 'k-mail'\n", email(port));
        assert_eq!(delivered(&settings, &message()).await, Err(expected));
        session.abort();
    }
    // Whoever has taken the mail has it, however he says goodbye.
    let (port, session) = mail_server(&[("QUIT", "421 busy")]).await;
    assert_eq!(delivered(&email(port), &message()).await, Ok(()));
    session.abort();
}

#[tokio::test]
async fn without_the_promised_tls_nothing_is_sent() {
    let (port, session) = mail_server(&[]).await;
    let settings = email(port).replace("'none'", "'starttls'");
    let settings = format!("{settings}user = 'flywheel'\npassword = 'k-mail'\n");
    let undelivered = delivered(&settings, &message()).await.unwrap_err();
    assert!(matches!(undelivered, Undelivered::Failed(Reason::Unreachable(_))), "{undelivered:?}");
    assert_eq!(session.await.unwrap(), ["EHLO example.com"]);
}

#[tokio::test]
async fn a_reader_without_an_address_is_not_written_to() {
    let settings = email(25);
    let to = |to: Option<&str>| Message { to: to.map(str::to_owned), ..message() };
    assert_eq!(delivered(&settings, &to(None)).await, Err(Undelivered::Refused(Reason::NoAddress)));
    for none in ["", "reader", "a@b.example.com, c@d.example.com", "a@b.example.com\r\nBcc: c@d.example.com"] {
        let refused = Err(Undelivered::Refused(Reason::NotAnAddress));
        assert_eq!(delivered(&settings, &to(Some(none))).await, refused, "{none}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_greet_is_not_waited_for() {
    let silent = TcpListener::bind("localhost:0").await.unwrap();
    let settings = format!("{}timeout_seconds = 0.2\n", email(silent.local_addr().unwrap().port()));
    let timed_out = Err(Undelivered::Failed(Reason::TimedOut(Duration::from_millis(200))));
    assert_eq!(delivered(&settings, &message()).await, timed_out);
}
