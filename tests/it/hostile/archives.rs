//! Packed files: cut short, damaged, packed twice, and small ones that unpack to gigabytes.

use super::Want::{Answer, Error, Rows};
use super::{Kind, gz, hold, kind, table};

/// Members of gzip one after another: `times` the unpacked size, in a file that is made at once.
fn bomb(start: &[u8], piece: &[u8], times: usize) -> Vec<u8> {
    [gz(start), gz(piece).repeat(times)].concat()
}

/// A table in an archive of tar with this mark.
fn tar(mark: &[u8]) -> Vec<u8> {
    let mut head = b"a.csv".to_vec();
    head.resize(257, 0);
    head.extend_from_slice(mark);
    head.resize(512, 0);
    head.extend_from_slice(table().as_bytes());
    head.resize(2048, 0);
    head
}

fn kinds() -> Vec<Kind> {
    let t = table().into_bytes();
    let packed = gz(&t);
    let cut = |n: usize| packed[..packed.len() - n].to_vec();
    let zst = zstd::encode_all(t.as_slice(), 3).unwrap();
    let damaged = Error("cannot read");
    let mb = vec![b'a'; 1 << 20];
    vec![
        kind("gzip", "a.csv.gz", packed.clone(), Rows(3)),
        kind("gzip without its name", "a.csv", packed.clone(), Rows(3)),
        kind("gzip cut in the header", "a.csv.gz", packed[..4].to_vec(), damaged),
        kind("gzip cut in the middle", "a.csv.gz", cut(packed.len() / 2), damaged),
        kind("gzip cut in the check", "a.csv.gz", cut(3), damaged),
        kind("gzip with a wrong check", "a.csv.gz", [cut(8), vec![0; 8]].concat(), damaged),
        kind("gzip and then noise", "a.csv.gz", [packed.clone(), b"noise noise".to_vec()].concat(), damaged),
        kind("gzip of nothing", "a.csv.gz", gz(b""), Error("nothing in it")),
        kind("gzip of gzip", "a.csv.gz", gz(&packed), Error("")),
        kind(
            "gzip of rows in many members",
            "a.csv.gz",
            [packed.clone(), gz("太慢了，不满意,1,2026-01-01\n".as_bytes()).repeat(50)].concat(),
            Rows(53),
        ),
        kind("zstd", "a.csv.zst", zst.clone(), Rows(3)),
        kind("zstd cut", "a.csv.zst", zst[..zst.len() - 5].to_vec(), damaged),
        kind("zstd of noise", "a.csv.zst", b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(), damaged),
        kind(
            "zstd that asks for a huge window",
            "a.csv.zst",
            b"\x28\xb5\x2f\xfd\x00\xf8\0\0\0\0\0\0\0\0".to_vec(),
            damaged,
        ),
        kind("a line of four gigabytes", "a.csv.gz", bomb(b"a", &mb, 4000), Error("no end within 64 MB")),
        kind("a string of four gigabytes", "a.json.gz", bomb(b"[{\"a\":\"", &mb, 4000), Error("no end within 64 MB")),
        kind(
            "four gigabytes of brackets",
            "a.json.gz",
            bomb(b"[", &vec![b'['; 1 << 20], 4000),
            Error("no end within 64 MB"),
        ),
        kind("an open mark of four gigabytes", "a.csv.gz", bomb(b"\"", &mb, 4000), Error("no end within 64 MB")),
        kind(
            "four gigabytes that begin like parquet",
            "a.parquet.gz",
            bomb(b"PAR1", &vec![0; 1 << 20], 4000),
            Error("--max-unpacked"),
        ),
        kind(
            "four gigabytes that begin like a workbook",
            "a.xlsx.gz",
            bomb(b"PK\x03\x04xl/", &vec![0; 1 << 20], 4000),
            Error("--max-unpacked"),
        ),
        kind("a zip file that is no workbook", "a.zip", b"PK\x03\x04\x14\0\0\0\0\0readme.txt".to_vec(), Error("ZIP")),
        kind("an archive of tar", "a.tar", tar(b"ustar\0"), Error("this is a tar file")),
        kind("a packed archive of tar", "a.tar.gz", gz(&tar(b"ustar  ")), Error("this is a tar file")),
        kind("an archive of tar without its name", "a.csv", tar(b"ustar\0"), Error("this is a tar file")),
        kind("an old archive of tar", "a.tar", tar(b""), Error("this is a tar file")),
        kind("a table named like an archive", "a.tar", t.clone(), Rows(3)),
        kind("other archives", "a.csv", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), Error("7-Zip")),
        kind("packed lines of text", "a.txt.gz", gz("快递太慢了，客服不理人\n质量很好\n".as_bytes()), Answer),
    ]
}

#[test]
fn archives() {
    hold(&kinds(), 28);
}
