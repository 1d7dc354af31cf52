//! Files in an S3-compatible store.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{HttpClient, HttpConnector};
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

use super::AttachmentError;

/// The place that `s3://bucket/prefix` names; region, endpoint and keys are those of the environment (`AWS_REGION`,
/// `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, …). Without TLS only where `AWS_ALLOW_HTTP` is `true`.
pub(super) fn open(
    place: &str,
    settings: impl IntoIterator<Item = (String, String)>,
) -> Result<Arc<dyn ObjectStore>, AttachmentError> {
    let rest = place.strip_prefix("s3://").filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let rest = rest.ok_or_else(|| AttachmentError::NotAPlace(place.to_owned()))?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let (mut builder, mut needs_tls) = (AmazonS3Builder::new().with_bucket_name(bucket), true);
    for (name, value) in settings.into_iter().filter(|(name, _)| name.starts_with("AWS_")) {
        if name == "AWS_ALLOW_HTTP" {
            needs_tls = value != "true";
        }
        // The environment holds settings of other programs too.
        if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    let store = builder.with_http_connector(Connector(client(needs_tls)?)).build()?;
    Ok(match prefix.trim_end_matches('/') {
        "" => Arc::new(store),
        prefix => Arc::new(PrefixStore::new(store, prefix)),
    })
}

/// Gives the store a client whose TLS we have chosen: there is no provider for the whole process.
#[derive(Debug)]
struct Connector(reqwest::Client);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

fn client(needs_tls: bool) -> Result<reqwest::Client, AttachmentError> {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| AttachmentError::Tls(error.into()))?
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(needs_tls)
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(60))
        .build();
    client.map_err(|error| AttachmentError::Tls(error.into()))
}
