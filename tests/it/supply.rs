//! Where the code of others comes from and under which terms, told by cargo without a network; `deny.toml` asks cargo-deny for the same, and for advisories.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::project;

/// Crates that speak to a network. tokio and its sockets come with polars, which reads files alone here: nothing calls them.
const NETWORK: [&str; 8] = ["curl", "hyper", "hyper-util", "native-tls", "openssl", "reqwest", "rustls", "ureq"];

/// What `deny.toml` lists under a key.
fn listed(table: &str, key: &str) -> BTreeSet<String> {
    let deny: toml::Table = std::fs::read_to_string(project("deny.toml")).unwrap().parse().unwrap();
    deny[table][key].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// Packages that voc is made of or tested with, on any platform: name with version (and source, where it is not crates.io), and licence.
fn packages() -> BTreeSet<(String, String)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = |offline: &[&str]| {
        let mut tree = Command::new(&cargo);
        tree.args(["tree", "--locked", "--target", "all", "--prefix", "none", "--format", "{p}|{l}"]).args(offline);
        tree.current_dir(project("")).output().unwrap()
    };
    // A build fetches what this platform needs; packages of other platforms may have to be fetched once.
    let out = Some(tree(&["--offline"])).filter(|o| o.status.success()).unwrap_or_else(|| tree(&[]));
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = String::from_utf8(out.stdout).unwrap();
    let cut = |l: &str| {
        let (package, licence) = l.trim_end_matches(" (*)").split_once('|').unwrap();
        (package.replace(" (proc-macro)", ""), licence.to_owned())
    };
    lines.lines().filter(|l| !l.is_empty()).map(cut).collect()
}

/// Whether the terms of an SPDX expression can be met with the allowed licences.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut tokens = spaced.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    tokens.reverse();
    let met = any(&mut tokens, allowed);
    assert!(tokens.is_empty(), "{expression}");
    met
}

fn any(tokens: &mut Vec<String>, allowed: &BTreeSet<String>) -> bool {
    let mut met = all(tokens, allowed);
    while tokens.pop_if(|t| t == "OR").is_some() {
        met |= all(tokens, allowed);
    }
    met
}

fn all(tokens: &mut Vec<String>, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(tokens, allowed);
    while tokens.pop_if(|t| t == "AND").is_some() {
        met &= one(tokens, allowed);
    }
    met
}

fn one(tokens: &mut Vec<String>, allowed: &BTreeSet<String>) -> bool {
    let token = tokens.pop().unwrap();
    if token == "(" {
        let met = any(tokens, allowed);
        assert_eq!(tokens.pop().as_deref(), Some(")"));
        return met;
    }
    if tokens.pop_if(|t| t == "WITH").is_some() {
        let exception = tokens.pop().unwrap();
        return allowed.contains(&format!("{token} WITH {exception}"));
    }
    allowed.contains(&token)
}

#[test]
fn expressions_are_read_as_spdx_says() {
    let allowed = BTreeSet::from(["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned));
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("MIT OR GPL-3.0", true),
        ("MIT AND GPL-3.0", false),
        ("GPL-3.0/MIT", true),
        ("(GPL-3.0 OR MIT) AND Zlib", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
}

#[test]
fn every_licence_is_allowed_and_every_source_is_known() {
    let (allowed, packages) = (listed("licenses", "allow"), packages());
    assert!(packages.len() > 100);
    let fits = |(package, licence): &&(String, String)| {
        let elsewhere = package.contains('(') && !package.starts_with("voc v");
        !elsewhere && !licence.is_empty() && is_met(licence, &allowed)
    };
    let wrong: Vec<_> = packages.iter().filter(|p| !fits(p)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn nothing_in_it_speaks_to_a_network() {
    let name = |(package, _): (String, String)| package.split(' ').next().unwrap_or_default().to_owned();
    let found: Vec<String> = packages().into_iter().map(name).filter(|n| NETWORK.contains(&n.as_str())).collect();
    assert!(found.is_empty(), "{found:?}");
}
