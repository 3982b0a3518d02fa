//! What the README shows can be done: its shell blocks are run on a copy of the sample data, its links lead somewhere, its table of dependencies
//! is complete, and the output that it shows is what comes out.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use crate::support::{program, project, samples};

/// The shell blocks as scripts. What is not voc's (cargo, git) is left out; what cargo runs is run.
fn scripts(readme: &str) -> Vec<String> {
    let block = |b: &str| {
        let lines = b.split("\n```").next().unwrap().lines();
        let lines = lines.map(|l| l.replace("cargo run --release -- ", "voc "));
        let ours = |l: &String| ["cargo ", "git ", ".ci/", "cd "].iter().all(|other| !l.starts_with(other));
        lines.filter(ours).collect::<Vec<_>>().join("\n")
    };
    readme.split("\n```sh\n").skip(1).map(block).filter(|s| s.contains("voc ")).collect()
}

/// All blocks in one folder, in order, as a reader would try them.
fn run_all(name: &str) {
    let scripts = scripts(&std::fs::read_to_string(project(name)).unwrap());
    assert!(scripts.len() >= 5, "{name} shows {} blocks", scripts.len());
    let dir = tempfile::tempdir().unwrap();
    copy(&samples(), &dir.path().join("sample_data"));
    copy(&project("tests/golden"), &dir.path().join("tests/golden"));
    let bin = dir.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(program(), bin.join("voc")).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    for script in scripts {
        let mut sh = Command::new("sh");
        sh.args(["-e", "-c", &script]).current_dir(dir.path()).env("PATH", &path).env("HOME", dir.path());
        let out = sh.env_remove("VOC_LANG").env_remove("XDG_CONFIG_HOME").output().unwrap();
        assert!(out.status.success(), "{name}:\n{script}\n{}", String::from_utf8_lossy(&out.stderr));
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn commands_of_the_english_one() {
    run_all("README.md");
}

#[test]
fn commands_of_the_chinese_one() {
    run_all("README.zh-CN.md");
}

/// What is compared of a line: blanks and marks of what was cut aside.
fn words(line: &str) -> String {
    line.split(|c: char| c.is_whitespace() || c == '…').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn outputs_are_what_comes_out() {
    let sample = "sample_data/feedback.csv";
    let sentence = "快递太慢了，客服也不理人，但是衣服质量不错";
    let commands: [&[&str]; 4] = [
        &["analyze", sample, "--format", "text"],
        &["compare", sample, "--at", "2026-02-20", "--format", "text"],
        &["explain", sentence],
        &["explain", sentence, "--lang", "en"],
    ];
    let mut shown = HashSet::new();
    for args in commands {
        let out = Command::new(program()).args(args).current_dir(project("")).env_remove("VOC_LANG").output().unwrap();
        for text in [out.stdout, out.stderr] {
            shown.extend(String::from_utf8(text).unwrap().lines().map(words));
        }
    }
    for name in ["README.md", "README.zh-CN.md"] {
        let readme = std::fs::read_to_string(project(name)).unwrap();
        let blocks: Vec<&str> = readme.split("\n```text\n").skip(1).filter_map(|b| b.split("\n```").next()).collect();
        assert_eq!(blocks.len(), 4, "{name}");
        let lines = blocks.iter().flat_map(|b| b.lines()).filter(|l| !words(l).is_empty());
        let gone: Vec<&str> = lines.filter(|l| !shown.contains(&words(l))).collect();
        assert!(gone.is_empty(), "{name} shows what does not come out:\n{}", gone.join("\n"));
    }
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
