//! Files that come in slowly: they may, but not so that others have no place.

use std::sync::Arc;

use api::http::{MOST_UPLOADS, UPLOADS_OF_ONE};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::Method;
use events_schema::Duration;
use futures_util::stream;
use tokio::sync::mpsc::{Sender, channel};

use crate::attachments::{PHOTOGRAPH, kept_at, uploaded};
use crate::harness::{Answer, Engine, PATIENCE, TestApp};

/// Some who may upload.
const KEYS: [&str; 4] = ["hotline-agent", "support-engineer", "technical-expert", "customer"];

type Piece = Result<Bytes, std::io::Error>;

/// A file that comes in as somebody sends it.
struct Slow {
    line: Sender<Piece>,
    answer: tokio::task::JoinHandle<Answer>,
}

impl Slow {
    async fn begins(app: &Arc<TestApp>, key: &'static str) -> Self {
        let (line, mut pieces) = channel(1);
        let body = Body::from_stream(stream::poll_fn(move |context| pieces.poll_recv(context)));
        let app = Arc::clone(app);
        let answer = tokio::spawn(async move {
            let upload = app.call(Method::POST, "/v1/attachments").with_key(key);
            let (parts, body) = upload.open_with(body).await.into_parts();
            Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap() }
        });
        let slow = Self { line, answer };
        slow.sends(b"a".as_slice()).await;
        slow
    }

    /// Sends a piece, and returns when it was taken.
    async fn sends(&self, piece: impl Into<Bytes>) {
        self.line.send(Ok(piece.into())).await.unwrap();
        // There is room for another one when this one was taken, or the answer was given.
        drop(tokio::time::timeout(PATIENCE, self.line.reserve()).await.expect("it is read"));
    }

    async fn answered(self) -> Answer {
        tokio::time::timeout(PATIENCE, self.answer).await.expect("it is answered").unwrap()
    }
}

fn kept(app: &TestApp) -> usize {
    let folders = std::fs::read_dir(app.folder.path().join("attachments")).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn who_sends_a_byte_now_and_then_loses_his_place_to_others() {
    let app = Arc::new(TestApp::ready(Engine::Memory).await);
    let mut slow = Vec::new();
    for key in KEYS {
        for _ in 0..UPLOADS_OF_ONE {
            slow.push(Slow::begins(&app, key).await);
        }
        let third = uploaded(&app, key, PHOTOGRAPH).await;
        third.refused(429, "too_many_uploads");
        assert!(third.to_string().contains("two files of this key"), "{third}");
    }
    assert_eq!(slow.len(), MOST_UPLOADS);
    let full = uploaded(&app, "quality-engineer", PHOTOGRAPH).await;
    full.refused(429, "too_many_uploads");
    assert!(full.header("retry-after").is_some() && full.to_string().contains("eight files"), "{full}");
    for _ in 0..9 {
        app.clock.advance(Duration::from_seconds(1));
        for slow in &slow {
            slow.sends(b"a".as_slice()).await;
        }
    }
    app.clock.advance(Duration::from_seconds(1));
    for slow in slow {
        let told = slow.answered().await;
        told.refused(408, "upload_too_slow");
        assert!(told.to_string().contains("each 10 s have to bring 64 KiB"), "{told}");
    }
    assert_eq!(kept(&app), 0, "nothing half done stays");
    for key in KEYS {
        uploaded(&app, key, PHOTOGRAPH).await.ok();
    }
    assert!(kept_at(&app, PHOTOGRAPH).exists());
}

#[tokio::test]
async fn a_slow_line_is_fast_enough_for_five_minutes() {
    let app = Arc::new(TestApp::ready(Engine::Memory).await);
    let [slow, slower] = [Slow::begins(&app, "customer").await, Slow::begins(&app, "customer").await];
    for _ in 0..29 {
        for slow in [&slow, &slower] {
            slow.sends(vec![b'a'; 64 * 1024]).await;
        }
        app.clock.advance(Duration::from_seconds(10));
    }
    let Slow { line, answer } = slow;
    drop(line);
    assert_eq!(answer.await.unwrap().ok()["size"], 29 * 64 * 1024 + 1);
    slower.sends(vec![b'a'; 64 * 1024]).await;
    app.clock.advance(Duration::from_seconds(10));
    slower.answered().await.refused(408, "upload_too_slow");
    assert_eq!(kept(&app), 1);
}

#[tokio::test]
async fn what_breaks_off_leaves_nothing_behind() {
    let app = Arc::new(TestApp::ready(Engine::Memory).await);
    let gone = Slow::begins(&app, "customer").await;
    gone.line.send(Err(std::io::ErrorKind::ConnectionReset.into())).await.unwrap();
    gone.answered().await.refused(400, "upload_broken_off");
    let left = [Slow::begins(&app, "customer").await, Slow::begins(&app, "customer").await];
    left.iter().for_each(|left| left.answer.abort());
    for left in left {
        assert!(left.answer.await.is_err_and(|ended| ended.is_cancelled()));
    }
    assert_eq!(kept(&app), 0);
    uploaded(&app, "customer", b"%PDF-1.7").await.ok();
}
