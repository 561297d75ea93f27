//! Files that are not what the course expects: each is named as what it is, and none is
//! touched.

use std::fs;

use super::learner::{Learner, PROGRESS, assert_has, texts};

const BY_HAND: &str = "a-neuron-by-hand";
const RIGHT: [&str; 5] = ["check", BY_HAND, "-2", "0", "5/3"];
const FUNCTION: &str = "layer-as-product";
const FILE: &str = "chapters/neurons/exercises/attempts/layer_as_product.rs";

/// What is no text of ours, and what is said of it.
fn strange() -> Vec<(Vec<u8>, &'static str)> {
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}[exercise.a]\ndone = true\n"
            .encode_utf16()
            .flat_map(bytes)
            .collect()
    };
    vec![
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".to_vec(), "gz"),
        (wide(u16::to_le_bytes), "UTF-16LE"),
        (wide(u16::to_be_bytes), "UTF-16BE"),
        (b"# caf\xe9\n".to_vec(), "line 1 is no UTF-8"),
        (vec![0; 300], "0"),
    ]
}

#[test]
fn what_is_done_is_never_lost_to_a_strange_file() {
    let learner = Learner::new();
    learner.succeeds(&RIGHT, "");
    let asked = [&RIGHT[..], &["hint", FUNCTION], &["reset", BY_HAND], &[]];
    for (bytes, says) in strange() {
        fs::write(learner.path(PROGRESS), &bytes).unwrap();
        for arguments in asked {
            let text = learner.fails(arguments, "");
            assert_has(&text, &["cannot read my-course/progress.toml", says]);
            assert_has(&text, &["do not touch it"]);
            assert_eq!(fs::read(learner.path(PROGRESS)).unwrap(), bytes);
        }
    }
    fs::remove_file(learner.path(PROGRESS)).unwrap();
    fs::create_dir(learner.path(PROGRESS)).unwrap();
    assert_has(&learner.fails(&RIGHT, ""), &["it is a folder"]);
    fs::remove_dir(learner.path(PROGRESS)).unwrap();
    // An empty file is as none, and marks and line ends are nobody's words.
    learner.write(PROGRESS, "");
    learner.succeeds(&RIGHT, "");
    let written = learner.read(PROGRESS);
    for other in [
        written.replace('\n', "\r\n"),
        written.replace('\n', "\r"),
        format!("\u{feff}{written}"),
        written.trim_end().to_owned(),
    ] {
        learner.write(PROGRESS, &other);
        assert_has(&learner.succeeds(&[], ""), &[&format!("✓ {BY_HAND}")]);
        assert_eq!(learner.read(PROGRESS), other, "to look writes nothing");
        learner.succeeds(&["hint", FUNCTION], "");
        assert_has(&learner.read(PROGRESS), &["done = true", "hints = 1"]);
    }
}

#[test]
fn an_attempt_is_never_lost_to_what_it_is() {
    let learner = Learner::new();
    learner.succeeds(&[], "");
    for (bytes, says) in strange() {
        fs::write(learner.path(FILE), &bytes).unwrap();
        let text = learner.fails(&["check", FUNCTION], "");
        assert_has(&text, &[&format!("cannot read {FILE}"), says]);
        learner.succeeds(&[], "");
        assert_eq!(fs::read(learner.path(FILE)).unwrap(), bytes);
        // Begun again, it is kept byte for byte.
        learner.succeeds(&["reset", FUNCTION], "");
    }
    for (number, (bytes, _)) in strange().iter().enumerate() {
        let kept =
            format!("my-course/kept/neurons/layer_as_product-{}.rs", number + 1);
        assert_eq!(fs::read(learner.path(&kept)).unwrap(), *bytes);
    }
    fs::remove_file(learner.path(FILE)).unwrap();
    fs::create_dir(learner.path(FILE)).unwrap();
    assert_has(&learner.fails(&["check", FUNCTION], ""), &["it is a folder"]);
    assert_has(&learner.fails(&["reset", FUNCTION], ""), &["is no file"]);
    assert!(learner.path(FILE).is_dir());
}

#[cfg(unix)]
#[test]
fn devices_pipes_and_links_are_named_at_once() {
    use std::os::unix::fs::symlink;

    let learner = Learner::new();
    learner.succeeds(&RIGHT, "");
    let pipe = learner.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let targets = ["/dev/zero", "/dev/null", pipe.to_str().unwrap()];
    for file in [PROGRESS, FILE] {
        let path = learner.path(file);
        let before = fs::read(&path).unwrap();
        for target in targets {
            fs::remove_file(&path).unwrap();
            symlink(target, &path).unwrap();
            let text = learner.fails(&["check", FUNCTION], "");
            let is = if target.starts_with("/dev") { "device" } else { "pipe" };
            let is = format!("it is a {is}");
            assert_has(&text, &[&format!("cannot read {file}"), &is]);
            assert_eq!(fs::read_link(&path).unwrap(), std::path::Path::new(target));
        }
        // A link to nowhere, such as a disk that is not there: it begins nothing anew.
        fs::remove_file(&path).unwrap();
        symlink("/no-disk/mine", &path).unwrap();
        let text = learner.fails(&["check", FUNCTION], "");
        assert_has(&text, &[file, "a link to /no-disk/mine, which is not there"]);
        assert_eq!(
            fs::read_link(&path).unwrap(),
            std::path::Path::new("/no-disk/mine")
        );
        fs::remove_file(&path).unwrap();
        fs::write(&path, before).unwrap();
    }
}

#[test]
fn a_number_is_shown_as_it_was_read_and_refused_where_it_has_two_meanings() {
    let learner = Learner::new();
    let check = |answer: &str| {
        let answers = ["check", BY_HAND, "-2", "0", answer];
        texts(&learner.run_with(&answers, ""))
    };
    assert_has(&check("1 2/3"), &["Read as 1 + 2/3 = 1.66667", "Right:"]);
    assert_has(&check("5:3"), &["Read as 5/3 = 1.66667", "Right:"]);
    assert_has(
        &check("1,667"),
        &["two ways", "type 1667", "or 1.667 if you mean 1.667"],
    );
    assert_has(&check("5//3"), &["two ways", "type 5/3 if you mean 1.66667"]);
    assert_has(&check("ln 2/3"), &["type ln(2)/3 if you mean 0.23105"]);
    assert_has(&check("log 9"), &["type log10(9)", "or ln(9)"]);
    assert_has(&check("√1/4"), &["type sqrt(1)/4", "or sqrt(1/4)"]);
    assert_has(&check("0/0"), &["`0/0` comes to no number"]);
    assert_has(&check("1e400"), &["`1e400` is no number that I can read"]);
    for two in ["-2^2", "2^3^2", "1/2pi", "2e", "1 234/567", "50 + 10 %"] {
        assert_has(&check(two), &["can be read in two ways"]);
    }
    for none in ["now", "roll d6", "0x10", "1/2x", "1.2.3"] {
        assert_has(&check(none), &["is no number that I can read"]);
    }
    // Nearly right: what is off, and no digit more.
    assert_has(&check("1.6"), &["Not yet:", "Near:", "within a twentieth"]);
    assert_has(&check("1.655"), &["Near:", "one digit more"]);
    assert_has(
        &check("-1.667"),
        &["Near: the size is right, and the sign is not."],
    );
    assert!(!check("166.7").contains("Near"), "no share is asked for");
    assert!(!check("1.655").contains("1.66"));
    assert!(!check("12").contains("Near"));
    assert_has(&check("10 m"), &["leave `m` out"]);
    assert_has(&check("log(9,3)"), &["type ln(9)/ln(3) if the base is 3"]);
    let count = |weights: &str| {
        let answers = ["check", "count-the-heads", "4", "576", "576", weights];
        texts(&learner.run_with(&answers, ""))
    };
    assert_has(&count("2.400"), &["Not yet:", "Near: it is a thousandth"]);
    for near in ["2400.09", "2405", "240000", "24"] {
        let text = count(near);
        assert!(text.contains("Not yet:") && !text.contains("Near"), "{text}");
    }
}
