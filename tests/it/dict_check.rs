//! `voc dict check` over a user's folder: whatever stops or misleads an analysis is told, all of it at once.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{Out, Voc, folder_with};

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    dir
}

fn check(dir: &Path, kinds: &[&str]) -> Out {
    Voc::new().args(["dict", "check"]).args(kinds.iter().copied()).args(["--dicts"]).args([dir]).run()
}

/// Checks that each of these is told of a place, and how many problems there are.
fn tells(out: &Out, told: &[(&str, &str)], problems: usize) {
    let text = out.text();
    for (place, what) in told {
        assert!(text.lines().any(|l| l.contains(place) && l.contains(what)), "{place} {what}: {text}{}", out.stderr);
    }
    assert_eq!(out.status, 2, "{text}{}", out.stderr);
    assert!(out.stderr.contains(&format!("voc: {problems} problem")), "{text}{}", out.stderr);
}

#[test]
fn it_compiles_what_an_analysis_compiles() {
    let dir = folder(&[
        ("columns.tsv", "alias\trole\tweight\n心里话\ttxt\t60\n真心话\ttext\tabc\n".as_bytes()),
        (
            "routing.tsv",
            "scope\tseverity\tdepartment\thours\nlogistics\tmajr\t物流部\t24\nlogistics\tmajor\t物流部\t两小时\nlogistics\tmajor\t物流部\t-1\n"
                .as_bytes(),
        ),
        ("stopwords.tsv", "word\tbars\n呃呃\tall\n".as_bytes()),
        ("words.tsv", "word\tfreq\ttag\n坠裆感\tmany\tn\n".as_bytes()),
        ("reasons.tsv", "id\tzh\ten\tbase\nsafety\t安全\tSafety\thigh\n".as_bytes()),
        ("quantities.tsv", "word\tkind\n大桶\tbuckets\n".as_bytes()),
    ]);
    let told = [
        ("columns.tsv:2: ", "`txt`"),
        ("columns.tsv:3: ", "`abc`"),
        ("routing.tsv:2: ", "`majr`"),
        ("routing.tsv:3: ", "`两小时`"),
        ("routing.tsv:4: ", "hours below 0"),
        ("stopwords.tsv:2: ", "`all`"),
        ("words.tsv:2: ", "`many`"),
        ("reasons.tsv:2: ", "`high`"),
        ("quantities.tsv:2: ", "`buckets`"),
    ];
    tells(&check(dir.path(), &[]), &told, told.len());
}

#[test]
fn one_bad_file_hides_no_other() {
    let dir = folder(&[
        ("sentiment.tsv", "坠裆\t-600\n灯塔级\t900\n".as_bytes()),
        ("targets.tsv", b"word\taspect\n\xd7\xb9\xb5\xb5\tproduct.quality\n"),
        ("modifiers.tsv", "word\tkind\n蛮蛮\tdegree\t1200\t1\t2\n贼贼\tnothing\n".as_bytes()),
        ("opinions.tsv", "word\tscore\n好\t1\n".as_bytes()),
    ]);
    let unknown = ("opinions.tsv: ", "no dictionary is called `opinions`");
    let told = [
        ("sentiment.tsv:1: ", "the first line must name the columns, with tabs between them: word, score, aspect"),
        ("targets.tsv: ", "not UTF-8"),
        ("modifiers.tsv:2: ", "5 cells for 2 columns"),
        ("modifiers.tsv:3: ", "`nothing`"),
        unknown,
    ];
    tells(&check(dir.path(), &[]), &told, told.len());
    let of_targets = check(dir.path(), &["targets"]);
    tells(&of_targets, &[("targets.tsv: ", "not UTF-8"), unknown], 2);
    assert!(!of_targets.text().contains("sentiment.tsv"), "{}", of_targets.text());
}

#[test]
fn a_file_that_can_do_nothing_stops_an_analysis() {
    let refused = |bytes: &[u8], lang: &str| {
        let dir = folder_with("sentiment.tsv", bytes);
        let out = Voc::new().args(["explain", "好", "--dicts"]).args([dir.path()]).env("VOC_LANG", lang).run();
        assert_eq!(out.status, 2, "{}", out.stderr);
        out.stderr
    };
    let headless = refused("坠裆\t-600\n".as_bytes(), "zh");
    assert!(headless.contains("sentiment.tsv:1") && headless.contains("word, score, aspect"), "{headless}");
    let commas = refused("word,score\n坠裆,-600\n".as_bytes(), "en");
    assert!(commas.contains("word, score, aspect"), "{commas}");
    let utf_16: Vec<u8> = "\u{feff}word\tscore\n坠裆\t-600\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [b"word\tscore\n\xd7\xb9\xb5\xb5\t-600\n".as_slice(), &utf_16] {
        let told = refused(bytes, "zh");
        assert!(told.contains("UTF-8") && !told.contains("stream"), "{told}");
    }
}

#[test]
fn files_that_are_not_read_are_told() {
    let dir = folder(&[
        ("sentiment.tsv", "word\tscore\n灯塔级\t900\n".as_bytes()),
        ("targets.csv", b"word,aspect\n"),
        ("routing.tsv.txt", b"scope\n"),
        ("mine/more/words.tsv", "word\n坠裆感\n".as_bytes()),
        ("README.md", b"ours\n"),
        ("notes.txt", b"ours\n"),
    ]);
    let out = check(dir.path(), &[]);
    assert_eq!(out.status, 0, "{}{}", out.text(), out.stderr);
    for told in [
        "targets.csv: note: not read: the name must end in .tsv, as `targets.tsv`",
        "routing.tsv.txt: note: not read: the name must end in .tsv, as `routing.tsv`",
        "words.tsv: note: not read: only the folder itself and the folders in it are",
    ] {
        assert!(out.text().contains(told), "{}", out.text());
    }
    assert!(out.stderr.contains("no problems, 3 notes above"), "{}{}", out.text(), out.stderr);
    let alone = folder(&[("targets.csv", b"word,aspect\n")]);
    let out = Voc::new().args(["explain", "好", "--dicts"]).args([alone.path()]).run();
    let told = out.stderr.contains("no .tsv file in") && out.stderr.contains("must end in .tsv");
    assert!(out.status == 2 && told, "{}", out.stderr);
}

#[test]
fn misspelt_columns_are_told_and_remarks_are_not() {
    let dir = folder(&[
        ("sentiment.tsv", "word\tscroe\n坠裆\t-600\n".as_bytes()),
        ("targets.tsv", "word\taspect\t备注\n外机罩\tproduct.quality\t试\n".as_bytes()),
    ]);
    let out = check(dir.path(), &[]);
    let told = [
        ("sentiment.tsv: note: ", "no column `scroe` is read (there are: word, score, aspect)"),
        ("sentiment.tsv:2: ", "no score"),
    ];
    tells(&out, &told, 1);
    assert!(!out.text().contains("备注"), "{}", out.text());
}

#[test]
fn a_run_tells_what_it_passes_over_of_dictionaries() {
    let dir = folder(&[("sentiment.tsv", "word\tscroe\n坠裆\t-600\n".as_bytes()), ("targets.csv", b"word\taspect\n")]);
    let run = |args: &[&str]| {
        let voc = Voc::new().args(args.to_vec()).args(["--dicts"]).args([dir.path()]);
        voc.stdin("反馈内容\n坠裆\n".as_bytes()).ok().stderr
    };
    let told = run(&["annotate", "-"]);
    for part in [
        "targets.csv`: not read: the name must end in .tsv",
        "sentiment.tsv`: no column `scroe` is read (there are: word, score, aspect)",
        "sentiment.tsv:2`: no score",
    ] {
        assert!(told.contains("voc: dictionary `") && told.contains(part), "{told}");
    }
    assert_eq!(run(&["annotate", "-", "-q"]), "");
}

#[test]
fn what_compiles_and_makes_no_sense_is_told() {
    let dir = folder(&[
        (
            "issues.tsv",
            "pattern\taspect\tpolarity\n外机罩 | 内机罩…慢慢吞\tproduct.quality\tnegative\n外机罩...糟\tproduct.quality\tnegative\n前轮&&晃&响\tproduct.quality\tnegative\n"
                .as_bytes(),
        ),
        ("sentiment.tsv", "word\tscore\n坠裆\t-6000\n灯塔级\n".as_bytes()),
        (
            "routing.tsv",
            "scope\tseverity\tdepartment\tsolution\n物流\tmajor\t物流部\nreason:nope\tmajor\t物流部\trefund\nlogistics\tmajor\t物流部\trefnd\n"
                .as_bytes(),
        ),
        (
            "holidays.tsv",
            b"first\tlast\ttimes\n2026-05-05\t2026-05-01\t2\n2026-06-01\t2026-06-02\t-2\n2026-07-01\t07-02\t2\n12-30\t01-02\t2\n",
        ),
        ("taxonomy.tsv", "id\tzh\ten\tstage\nproduct.horn\t喇叭\tHorn\tnowhere\n".as_bytes()),
        ("columns.tsv", "alias\trole\nReview Of Mine\ttext\n客户心声(必填)\ttext\n客户 心声\ttext\n".as_bytes()),
    ]);
    let told = [
        ("issues.tsv:2: ", "`外机罩 ` matches only where"),
        ("issues.tsv:2: ", "` 内机罩` matches only where"),
        ("issues.tsv:3: ", "write `…`"),
        ("issues.tsv:4: ", "mixes"),
        ("sentiment.tsv:2: ", "not within −1000 … 1000"),
        ("sentiment.tsv:3: ", "no score"),
        ("routing.tsv:2: ", "`物流`"),
        ("routing.tsv:3: ", "`reason:nope`"),
        ("routing.tsv:4: ", "`refnd` has no name in labels.tsv"),
        ("holidays.tsv:2: ", "is after"),
        ("holidays.tsv:3: ", "not a number of 0 or more"),
        ("holidays.tsv:4: ", "both or none"),
        ("taxonomy.tsv:2: ", "no stage `nowhere`"),
        ("columns.tsv:2: ", "`reviewofmine`"),
        ("columns.tsv:3: ", "`客户心声`"),
    ];
    tells(&check(dir.path(), &[]), &told, told.len());
}

#[test]
fn values_that_nothing_reads_as_they_are_meant_are_told() {
    let dir = folder(&[
        ("placeholders.tsv", "text\tkind\n超级爱喵星人\tgenric\n——\tprefix\n".as_bytes()),
        ("issues.tsv", "pattern\taspect\tpolarity\timplicit\n爪子开叉\tproduct.quality\tnegative\tmaybe\n".as_bytes()),
        ("taxonomy.tsv", "id\tzh\ten\tpeople\nproduct.paw\t爪子\tPaws\tsome\n".as_bytes()),
        ("reasons.tsv", "id\tzh\ten\tbase\tgrave\tintent\nsafety\t安全\tSafety\t100\tyep\tescalat\n".as_bytes()),
        ("routing.tsv", "scope\tseverity\tdepartment\thours\nlogistics\tmajor\t\t24\n".as_bytes()),
        ("sentiment.tsv", "word\tscore\n好吃\t-700\n".as_bytes()),
    ]);
    let out = check(dir.path(), &[]);
    let told = [
        ("placeholders.tsv:2: ", "`genric`"),
        ("issues.tsv:2: ", "`maybe`"),
        ("taxonomy.tsv:2: ", "`some`"),
        ("reasons.tsv:2: ", "`yep`"),
        ("reasons.tsv:2: ", "`escalat`"),
        ("routing.tsv:2: ", "no department"),
    ];
    tells(&out, &told, told.len());
    assert!(out.text().lines().any(|l| l.contains("note: ") && l.contains("`好吃` has -700 here")), "{}", out.text());
}
