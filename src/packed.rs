//! Bytes that `build.rs` made and packed: their length, then zstd. What a start reads once takes less of the binary and of memory so.

/// Bytes of the length.
const LENGTH: usize = 4;
/// How many bytes were packed.
pub(crate) fn size(packed: &[u8]) -> Option<usize> {
    let (length, _) = packed.split_at_checked(LENGTH)?;
    usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()
}

/// Unpacks into a place of their size.
pub(crate) fn unpack_into(packed: &[u8], into: &mut [u8]) -> Option<()> {
    let (_, packed) = packed.split_at_checked(LENGTH)?;
    let written = zstd::bulk::decompress_to_buffer(packed, into).ok()?;
    (written == into.len()).then_some(())
}

/// Unpacks.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = vec![0; size(packed)?];
    unpack_into(packed, &mut bytes)?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `build.rs` does.
    fn pack(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        [&length[..], &zstd::bulk::compress(bytes, 3).unwrap()].concat()
    }

    #[test]
    fn what_was_packed_comes_out_or_nothing_does() {
        let bytes: Vec<u8> = (0..10_000u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        let packed = pack(&bytes);
        assert!(packed.len() < bytes.len() / 2 && size(&packed) == Some(bytes.len()));
        assert_eq!(unpack(&packed), Some(bytes));
        assert_eq!(unpack(&packed[..packed.len() - 1]), None);
        assert_eq!(unpack(&packed[..3]), None);
        assert_eq!(unpack(&pack(b"")), Some(Vec::new()));
        let longer = [&[9, 0, 0, 0][..], &pack(b"four")[LENGTH..]].concat();
        assert_eq!(unpack(&longer), None);
    }
}
