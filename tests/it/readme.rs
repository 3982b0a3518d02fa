//! What the README shows can be done: every `voc` command in its shell blocks is run on a copy of the sample data.

use std::path::Path;
use std::process::Command;

use crate::support::{program, project, samples};

/// A command is run by a shell, as a reader would: what is not voc's (cargo, git …) is left out.
fn commands(readme: &str) -> Vec<String> {
    let mut out = Vec::new();
    for block in readme.split("\n```sh\n").skip(1) {
        for line in block.split("\n```").next().unwrap().lines() {
            let line = line.strip_prefix("$ ").unwrap_or(line).replace("cargo run --release -- ", "voc ");
            if line.contains("voc ")
                && !line.starts_with('#')
                && !line.starts_with("cargo ")
                && !line.starts_with("git ")
            {
                out.push(line);
            }
        }
    }
    out
}

fn run_all(name: &str) {
    let readme = std::fs::read_to_string(project(name)).unwrap();
    let commands = commands(&readme);
    assert!(commands.len() >= 2, "{name} shows {} commands", commands.len());
    let dir = tempfile::tempdir().unwrap();
    copy(&samples(), &dir.path().join("sample_data"));
    for file in ["feedback.csv", "feedback.xlsx", "hotel.csv", "bank.csv"] {
        std::fs::copy(samples().join(file), dir.path().join(file)).unwrap();
    }
    let path = format!("{}:{}", program().parent().unwrap().display(), std::env::var("PATH").unwrap());
    for command in commands {
        let out = Command::new("sh")
            .args(["-c", &command])
            .current_dir(dir.path())
            .env("PATH", &path)
            .env("HOME", dir.path())
            .env_remove("VOC_LANG")
            .output()
            .unwrap();
        let status = out.status.code().unwrap();
        let fine = status == 0 || (status == 1 && command.contains("--fail-on"));
        assert!(fine, "{name}: `{command}` gave {status}\n{}", String::from_utf8_lossy(&out.stderr));
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn commands_of_the_english_one() {
    run_all("README.md");
}

#[cfg(unix)]
#[test]
fn commands_of_the_chinese_one() {
    run_all("README.zh-CN.md");
}

#[test]
fn links_lead_to_files() {
    for name in ["README.md", "README.zh-CN.md"] {
        let text = std::fs::read_to_string(project(name)).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            assert!(link.starts_with("http") || file.is_empty() || project(file).exists(), "{name}: {link}");
        }
    }
}

#[test]
fn every_dependency_is_explained() {
    let manifest: toml::Table = std::fs::read_to_string(project("Cargo.toml")).unwrap().parse().unwrap();
    let readme = std::fs::read_to_string(project("README.md")).unwrap();
    let missing: Vec<&String> = ["dependencies", "dev-dependencies"]
        .iter()
        .flat_map(|t| manifest[*t].as_table().unwrap().keys())
        .filter(|d| !readme.contains(&format!("`{d}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
