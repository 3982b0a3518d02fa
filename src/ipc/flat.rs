//! Just enough of flatbuffers to walk the heads of Arrow messages: tables, their fields, vectors. Every step is checked; `None` means damage.
//!
//! Fields go by number, in the order of Arrow's `Message.fbs` and `Schema.fbs`; one that is not there has its default.

/// A table somewhere in a buffer.
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    /// The table that a buffer begins with.
    pub(super) fn root(bytes: &'a [u8]) -> Option<Self> {
        Some(Self { bytes, at: offset(bytes, 0)? })
    }

    /// Where a field stands; `Some(None)` where it is left out.
    #[allow(clippy::option_option)] // damage, default, value
    fn slot(&self, field: usize) -> Option<Option<usize>> {
        let back = i64::from(i32::from_le_bytes(take(self.bytes, self.at)?));
        let fields = usize::try_from(i64::try_from(self.at).ok()? - back).ok()?;
        let size = usize::from(u16::from_le_bytes(take(self.bytes, fields)?));
        let entry = 4 + 2 * field;
        if entry + 2 > size {
            return Some(None);
        }
        let shift = usize::from(u16::from_le_bytes(take(self.bytes, fields + entry)?));
        Some((shift > 0).then_some(self.at + shift))
    }

    pub(super) fn byte(&self, field: usize) -> Option<u8> {
        self.slot(field)?.map_or(Some(0), |at| self.bytes.get(at).copied())
    }

    pub(super) fn short(&self, field: usize) -> Option<i16> {
        self.slot(field)?.map_or(Some(0), |at| take(self.bytes, at).map(i16::from_le_bytes))
    }

    pub(super) fn long(&self, field: usize) -> Option<i64> {
        self.slot(field)?.map_or(Some(0), |at| take(self.bytes, at).map(i64::from_le_bytes))
    }

    #[allow(clippy::option_option)] // damage, left out, there
    pub(super) fn table(&self, field: usize) -> Option<Option<Self>> {
        let Some(at) = self.slot(field)? else { return Some(None) };
        Some(Some(Self { bytes: self.bytes, at: offset(self.bytes, at)? }))
    }

    pub(super) fn text(&self, field: usize) -> Option<String> {
        let Some((start, length)) = self.vector(field)? else { return Some(String::new()) };
        self.bytes.get(start..start.checked_add(length)?).map(|b| String::from_utf8_lossy(b).into_owned())
    }

    /// A vector of tables.
    pub(super) fn tables(&self, field: usize) -> Option<Vec<Self>> {
        let Some((start, length)) = self.vector(field)? else { return Some(Vec::new()) };
        let each = |i: usize| Some(Self { bytes: self.bytes, at: offset(self.bytes, start + 4 * i)? });
        (0..length).map(each).collect()
    }

    /// A vector of structs of two numbers.
    pub(super) fn pairs(&self, field: usize) -> Option<Vec<[i64; 2]>> {
        let Some((start, length)) = self.vector(field)? else { return Some(Vec::new()) };
        let number = |at: usize| take(self.bytes, at).map(i64::from_le_bytes);
        (0..length).map(|i| Some([number(start + 16 * i)?, number(start + 16 * i + 8)?])).collect()
    }

    /// Start and number of entries.
    #[allow(clippy::option_option)] // damage, left out, there
    fn vector(&self, field: usize) -> Option<Option<(usize, usize)>> {
        let Some(at) = self.slot(field)? else { return Some(None) };
        let start = offset(self.bytes, at)?;
        let length = u32::from_le_bytes(take(self.bytes, start)?) as usize;
        // Each entry takes at least a byte.
        (length <= self.bytes.len()).then_some(Some((start + 4, length)))
    }
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Where the offset at `at` leads to.
fn offset(bytes: &[u8], at: usize) -> Option<usize> {
    let to = at.checked_add(u32::from_le_bytes(take(bytes, at)?) as usize)?;
    (to < bytes.len()).then_some(to)
}
