//! What the system promises, tested on the real program: in process over its own router where many states are needed, and
//! as a process of its own where a crash, a signal or a disk has to be real.

#![expect(clippy::unwrap_used, reason = "a test that meets an error ends there")]

mod chain;
mod conversation;
mod golden;
mod harness;
mod process;
mod published;
mod steady;
mod supplier_year;
mod suppliers;
mod tidy;

mod appraisal;
mod as_of;
mod attachments;
mod attachments_check;
mod backtest;
mod board;
mod channels;
mod channels_mail;
mod emergency;
mod emergency_plan;
mod ended;
mod export;
mod export_tools;
mod general_issue;
mod http_conversation;
mod http_directory;
mod http_idempotency;
mod http_lists;
mod http_live;
mod http_outsiders;
mod http_permissions;
mod http_personal;
mod http_problems;
mod http_times;
mod http_together;
mod import;
mod important_issue;
mod improvements;
mod inbox;
mod killed;
mod metrics;
mod notebook;
mod open_points;
mod outbox;
mod quality;
mod rebuilds;
mod records;
mod responsibility;
mod rewards;
mod simulated;
mod sql;
mod telling;
mod timeline;
mod told;
mod traced;
mod training;
mod transcript;
mod upgrade;
mod uploads;
mod watch;
mod web_form;
mod wechat;
