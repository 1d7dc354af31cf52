//! Query parameters, read one by one, so that a typo is refused with its name.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::HeaderName;
use axum::http::header::LINK;
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Problem, Served};

/// The parameters of a request. Whoever has taken his own calls [`Parameters::nothing_else`].
pub(super) struct Parameters(BTreeMap<String, String>);

/// Where the pages of a list are.
pub(super) struct Pages {
    path: &'static str,
    parameters: BTreeMap<String, String>,
}

impl Pages {
    /// RFC 8288: where the next page is, with all parameters of this one.
    pub(super) fn link(mut self, next: Option<&str>) -> Option<[(HeaderName, String); 1]> {
        self.parameters.insert("cursor".to_owned(), next?.to_owned());
        let query = serde_urlencoded::to_string(&self.parameters).ok()?;
        Some([(LINK, format!("<{}?{query}>; rel=\"next\"", self.path))])
    }
}

impl FromRequestParts<Served> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        let query = axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, served).await;
        let pairs = query.map_err(|error| Problem::bad_parameter("query", error))?.0;
        let mut parameters = BTreeMap::new();
        for (name, value) in pairs {
            if parameters.insert(name.clone(), value).is_some() {
                return Err(Problem::bad_parameter(&name, "send it once"));
            }
        }
        Ok(Self(parameters))
    }
}

impl Parameters {
    /// Remembers the parameters for the links to other pages.
    pub(super) fn pages(&self, path: &'static str) -> Pages {
        Pages { path, parameters: self.0.clone() }
    }

    /// Takes a parameter.
    pub(super) fn take<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.0.remove(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|error| Problem::bad_parameter(name, error))
    }

    /// Takes a parameter that has the JSON form of a value, such as the name of a class.
    pub(super) fn take_named<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.0.remove(name) else { return Ok(None) };
        serde_json::from_value(text.into()).map(Some).map_err(|error| Problem::bad_parameter(name, error))
    }

    /// Takes the size of a page, 1 to 500, 50 if none is asked for.
    pub(super) fn take_limit(&mut self) -> Result<usize, Problem> {
        self.take_limit_or(50)
    }

    /// Takes the size of a page, 1 to 500, this if none is asked for.
    pub(super) fn take_limit_or(&mut self, usual: usize) -> Result<usize, Problem> {
        match self.take::<usize>("limit")? {
            None => Ok(usual),
            Some(limit @ 1..=500) => Ok(limit),
            Some(_) => Err(Problem::bad_parameter("limit", "a page has 1 to 500 rows")),
        }
    }

    /// Refuses what nobody took.
    pub(super) fn nothing_else(self) -> Result<(), Problem> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) => Err(Problem::bad_parameter(&name, "there is no such parameter here")),
        }
    }
}

/// A place in a list, opaque to clients.
pub(super) struct Cursor<C>(pub(super) C);

impl<C: Serialize> std::fmt::Display for Cursor<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let json = serde_json::to_vec(&self.0).map_err(|_| std::fmt::Error)?;
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(json))
    }
}

impl<C: DeserializeOwned> FromStr for Cursor<C> {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let json = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        json.and_then(|json| serde_json::from_slice(&json).ok()).map(Self).ok_or("send the `next` of the page before")
    }
}
