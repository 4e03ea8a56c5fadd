//! What /emulator/requests remembers.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

fn requests(world: &World, query: &str) -> Vec<Value> {
    let answer = world.control("GET", &format!("/requests{query}"), &Value::Null);
    answer.gives(200)["requests"].as_array().unwrap().clone()
}

#[test]
fn requests_are_kept_with_their_answers() {
    let world = World::new();
    let user = world.user(7);
    let created = user.join("s");
    user.send_with("GET", "/handles/x?y=z", &[("Signature", "secret-signature"), ("X-Two", "2")], b"")
        .refuses(404, "x");
    let logged = requests(&world, "");
    assert_eq!(logged.len(), 2);
    let (put, get) = (&logged[0], &logged[1]);
    assert_eq!((&put["number"], &get["number"]), (&json!(1), &json!(2)));
    assert_eq!((&put["method"], &put["path"]), (&json!("PUT"), &json!(path("s"))));
    assert_eq!((&put["xuid"], &put["status"]), (&json!("7"), &json!(201)));
    assert_eq!(put["requestBody"], active().to_string());
    assert_eq!(put["responseBody"], created.text);
    assert_eq!(put["requestHeaders"]["x-xbl-contract-version"], "107");
    assert!(put["durationMs"].as_f64().unwrap() > 0.0);
    assert_eq!(put["time"].as_str().unwrap().len(), 28);
    assert_eq!((&get["path"], &get["status"]), (&json!("/handles/x?y=z"), &json!(404)));
    assert_eq!(get["requestHeaders"]["x-two"], "2");
    assert_eq!(requests(&world, "?after=1"), logged[1..]);
    assert!(requests(&world, "?after=2").is_empty());
    assert_eq!(requests(&world, "?take=1"), logged[1..], "the latest");
    world.control("GET", "/requests?after=x", &Value::Null).refuses(400, "after \"x\"");
}

#[test]
fn answers_are_kept_with_their_headers() {
    let world = World::new();
    let created = world.user(7).join("s");
    let headers = requests(&world, "")[0]["responseHeaders"].clone();
    for name in ["etag", "cache-control", "x-xblcorrelationid", "content-type", "date"] {
        assert_eq!(headers[name], created.header(name), "{name}");
        assert_ne!(headers[name], "", "{name}");
    }
}

/// The parts that HAR 1.2 demands, by their types.
mod har {
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub struct Document {
        pub log: Log,
    }

    #[derive(Deserialize)]
    pub struct Log {
        pub version: String,
        pub creator: Creator,
        pub entries: Vec<Entry>,
    }

    #[derive(Deserialize)]
    pub struct Creator {
        pub name: String,
        #[serde(rename = "version")]
        pub _version: String,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Entry {
        pub started_date_time: String,
        pub time: f64,
        pub request: Request,
        pub response: Response,
        #[serde(rename = "cache")]
        pub _cache: serde_json::Map<String, serde_json::Value>,
        pub timings: Timings,
        pub comment: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Request {
        pub method: String,
        pub url: String,
        pub http_version: String,
        #[serde(rename = "cookies")]
        pub _cookies: Vec<Pair>,
        pub headers: Vec<Pair>,
        pub query_string: Vec<Pair>,
        pub post_data: Option<PostData>,
        pub headers_size: i64,
        pub body_size: i64,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Response {
        pub status: u16,
        pub status_text: String,
        #[serde(rename = "httpVersion")]
        pub _http_version: String,
        #[serde(rename = "cookies")]
        pub _cookies: Vec<Pair>,
        pub headers: Vec<Pair>,
        pub content: Content,
        #[serde(rename = "redirectURL")]
        pub redirect_url: String,
        pub body_size: i64,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    pub struct Pair {
        pub name: String,
        pub value: String,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct PostData {
        pub mime_type: String,
        pub text: String,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Content {
        pub size: i64,
        pub mime_type: String,
        pub text: String,
    }

    #[derive(Deserialize)]
    pub struct Timings {
        pub send: f64,
        pub wait: f64,
        pub receive: f64,
    }
}

#[test]
fn they_are_an_http_archive() {
    let world = World::new();
    let user = world.user(7);
    let created =
        user.send_with("PUT", &path("s"), &[("Content-Type", "application/json")], active().to_string().as_bytes());
    user.get("/handles/x?a=b%20c&d");
    let mut long = active();
    long["properties"] = json!({"custom": {"text": "x".repeat(20_000)}});
    user.put(&path("s"), &long).gives(200);
    world.control("POST", "/faults", &json!({"effect": {"kind": "status", "status": 503}})).gives(201);
    user.get(&path("s"));
    let answer = world.control("GET", "/requests.har", &Value::Null);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"mpsd-emulator.har\"");
    let har::Document { log } = serde_json::from_str(&answer.text).unwrap();
    assert_eq!((log.version.as_str(), log.creator.name.as_str(), log.entries.len()), ("1.2", "mpsd-emulator", 4));
    let pair = |name: &str, value: &str| har::Pair { name: name.to_owned(), value: value.to_owned() };
    let [put, get, cut, fault] = &log.entries[..] else { panic!("{}", log.entries.len()) };
    let har::Entry { request, response, .. } = put;
    assert_eq!((request.method.as_str(), &request.url), ("PUT", &format!("{}{}", world.emulator.url(), path("s"))));
    let post = request.post_data.as_ref().unwrap();
    assert_eq!((post.mime_type.as_str(), &post.text), ("application/json", &active().to_string()));
    assert_eq!((request.body_size, request.headers_size), (post.text.len() as i64, -1));
    assert_eq!((response.status, response.status_text.as_str()), (201, "Created"));
    assert_eq!((&response.content.text, response.content.size), (&created.text, created.text.len() as i64));
    assert_eq!(
        (response.content.mime_type.as_str(), response.body_size),
        ("application/json; charset=utf-8", response.content.size)
    );
    assert!(request.headers.contains(&pair("content-type", "application/json")));
    assert!(response.headers.iter().any(|header| header.name == "etag") && response.redirect_url.is_empty());
    assert!(put.started_date_time.ends_with('Z') && put.time >= 0.0 && request.http_version == "HTTP/1.1");
    let timings = &put.timings;
    assert!((timings.send + timings.wait + timings.receive - put.time).abs() < 1e-9);
    assert_eq!(get.request.query_string, [pair("a", "b c"), pair("d", "")]);
    assert!(get.request.post_data.is_none() && get.comment.is_none());
    assert!(cut.comment.as_ref().unwrap().contains("the request body is cut"));
    assert_eq!((fault.response.status, fault.response.content.text.as_str()), (503, ""));
    for text in [&answer.text, &world.control("GET", "/requests.har?take=1", &Value::Null).text] {
        assert!(!text.to_lowercase().contains("authorization"));
    }
    let one = world.control("GET", "/requests.har?after=3", &Value::Null).gives(200);
    assert_eq!(one["log"]["entries"].as_array().unwrap().len(), 1);
    world.control("GET", "/requests.har?after=x", &Value::Null).refuses(400, "after \"x\"");
}

#[test]
fn tokens_and_signatures_are_never_in_it() {
    let world = World::new();
    let mut user = world.user(7);
    user.token += ";nonce=secret-nonce";
    user.send_with("GET", &path("s"), &[("SIGNATURE", "secret-signature")], b"");
    user.token = "secret-token".to_owned();
    user.get(&path("s")).refuses(401, "XBL3.0");
    let logged = requests(&world, "");
    assert_eq!((&logged[1]["xuid"], &logged[1]["status"]), (&Value::Null, &json!(401)));
    for header in ["authorization", "signature"] {
        assert_eq!(logged[0]["requestHeaders"][header], Value::Null);
    }
    let text = json!(logged).to_string();
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn what_could_not_be_read_is_logged_too() {
    let world = World::with(Settings { max_body_bytes: 10, ..Settings::default() });
    world.user(1).put(&path("s"), &active()).refuses(413, "10 bytes");
    let logged = requests(&world, "");
    assert_eq!((&logged[0]["status"], &logged[0]["requestBody"]), (&json!(413), &json!("")));
}

#[test]
fn the_log_is_bounded_and_forgets_on_request() {
    let world = World::with(Settings { request_log_size: 2, ..Settings::default() });
    let user = world.user(1);
    for _ in 0..3 {
        user.get("/handles/x");
    }
    let numbers =
        |world: &World| -> Vec<Value> { requests(world, "").iter().map(|entry| entry["number"].clone()).collect() };
    assert_eq!(numbers(&world), [2, 3]);
    assert_eq!(world.control("GET", "/requests?after=3", &Value::Null).gives(200)["oldest"], 2);
    world.control("DELETE", "/requests", &Value::Null).is_empty(204);
    assert!(numbers(&world).is_empty());
    user.get("/handles/x");
    assert_eq!(numbers(&world), [4]);
    world.control("POST", "/reset", &Value::Null).gives(200);
    assert!(numbers(&world).is_empty());
}
