//! placeholder
use std::io::{self, Write};
pub(super) fn write_long(_r: &crate::report::Report, _s: &super::Settings, _o: &mut dyn Write) -> io::Result<()> {
    Ok(())
}
