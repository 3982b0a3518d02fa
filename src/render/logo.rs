//! A logo for the head of a page: checked to be what it says, small, and of a kind that runs nothing.

/// A picture that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    mime: &'static str,
    bytes: Vec<u8>,
}

/// Why a file is no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLogo {
    /// More than [`Logo::MOST`] bytes.
    TooLarge,
    /// Neither PNG nor JPEG by its content.
    UnknownKind,
    /// It begins as a picture and is none.
    Broken,
}

impl Logo {
    /// Most bytes: a page that is forwarded has to stay small.
    pub const MOST: usize = 256 * 1024;

    /// Checks the bytes of a file, whatever its name says. SVG is refused: it can hold scripts and links.
    ///
    /// # Errors
    /// When it is too large or no PNG or JPEG.
    pub fn new(bytes: Vec<u8>) -> Result<Self, BadLogo> {
        if bytes.len() > Self::MOST {
            return Err(BadLogo::TooLarge);
        }
        let (mime, whole) = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, rest @ ..] => ("image/png", png(rest)),
            [0xff, 0xd8, 0xff, rest @ ..] => ("image/jpeg", rest.windows(2).any(|w| w == [0xff, 0xd9])),
            _ => return Err(BadLogo::UnknownKind),
        };
        if whole { Ok(Self { mime, bytes }) } else { Err(BadLogo::Broken) }
    }

    /// The picture as it was read.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The picture as an address that loads nothing.
    pub(super) fn data_uri(&self) -> String {
        format!("data:{};base64,{}", self.mime, base64(&self.bytes))
    }
}

/// Whether the first chunk says that the picture has a size, and the last one ends it.
fn png(chunks: &[u8]) -> bool {
    let number = |at: usize| chunks.get(at..at + 4).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    let sides = [number(8), number(12)];
    chunks.get(4..8) == Some(b"IHDR")
        && sides.iter().all(|s| (1..=8192).contains(s))
        && chunks.windows(4).any(|w| w == b"IEND")
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let part = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let all = part(0) << 16 | part(1) << 8 | part(2);
        for i in 0..4 {
            let six = (all >> (18 - 6 * i)) & 63;
            out.push(if i <= three.len() { LETTERS[six as usize] as char } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiny_png() -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0".to_vec();
        png.extend(b"crc.\0\0\0\0IENDcrc.");
        png
    }

    #[test]
    fn base64_as_in_the_rfc() {
        let made: Vec<String> = ["", "f", "fo", "foo", "foob", "fooba"].map(|s| base64(s.as_bytes())).into();
        assert_eq!(made, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE="]);
    }

    #[test]
    fn only_pictures_that_run_nothing_pass() {
        assert!(Logo::new(tiny_png()).unwrap().data_uri().starts_with("data:image/png;base64,iVBORw0KGgo"));
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
        assert_eq!(Logo::new(svg), Err(BadLogo::UnknownKind));
        assert_eq!(Logo::new(tiny_png()[..20].to_vec()), Err(BadLogo::Broken));
        assert_eq!(Logo::new(vec![0; Logo::MOST + 1]), Err(BadLogo::TooLarge));
    }
}
