//! Files in a zip archive: what NumPy writes into one, stored or deflated.
//!
//! A crate for zip brings encryption, dates and a dozen ways to compress; the page downloads this
//! instead. The archive's directory stands at its end and says where each file begins.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The fixed part of the record at the end, of a directory's entry, and of what precedes a file.
const END: usize = 22;
const ENTRY: usize = 46;
const LOCAL: usize = 30;
/// A comment may follow the record at the end.
const COMMENT: usize = 0xFFFF;
/// The most bytes that all files together may have: enough for any scene many times over.
const MOST: usize = 1 << 29;

const STORED: usize = 0;
const DEFLATED: usize = 8;
/// The flag of a file that is encrypted.
const ENCRYPTED: usize = 1;

/// All files of an archive, or what is wrong with it.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    const BROKEN: &str = "this is not a whole zip archive; copy it again, or save it with np.savez";
    let (count, mut at) = directory(bytes).ok_or(BROKEN)?;
    let mut left = MOST;
    let mut entries = Vec::new();
    for _ in 0..count {
        let Described {
            name,
            method,
            encrypted,
            sum,
            packed,
            size,
            next,
        } = describe(bytes, at).ok_or(BROKEN)?;
        at = next;
        if encrypted {
            return Err(format!("{name} is encrypted; save it again without"));
        }
        left = left.checked_sub(size).ok_or_else(|| {
            format!(
                "it holds more than {} MB; save only what is to be shown",
                MOST >> 20
            )
        })?;
        let file = match method {
            STORED => packed.to_vec(),
            DEFLATED => decompress_to_vec_with_limit(packed, size).map_err(|_| BROKEN)?,
            _ => {
                return Err(format!(
                    "{name} is compressed in a way that is not read; save it with np.savez_compressed"
                ));
            }
        };
        if file.len() != size || crc32fast::hash(&file) != sum {
            return Err(format!("{name} is damaged; copy the archive again"));
        }
        entries.push(Entry { name, bytes: file });
    }
    Ok(entries)
}

/// A file as the directory describes it.
struct Described<'a> {
    name: String,
    method: usize,
    encrypted: bool,
    sum: u32,
    packed: &'a [u8],
    size: usize,
    /// Where the next one is described.
    next: usize,
}

/// How many files the directory describes, and where it begins.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    let last = bytes.len().checked_sub(END)?;
    let first = last.saturating_sub(COMMENT);
    let at = (first..=last)
        .rev()
        .find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))?;
    Some((two(bytes, at + 10)?, four(bytes, at + 16)?))
}

fn describe(bytes: &[u8], at: usize) -> Option<Described<'_>> {
    let entry = bytes
        .get(at..)
        .filter(|entry| entry.starts_with(b"PK\x01\x02"))?;
    let name = two(entry, 28)?;
    let next = at + ENTRY + name + two(entry, 30)? + two(entry, 32)?;
    let local = bytes.get(four(entry, 42)?..)?;
    let local = Some(local).filter(|local| local.starts_with(b"PK\x03\x04"))?;
    let start = LOCAL + two(local, 26)? + two(local, 28)?;
    Some(Described {
        name: String::from_utf8_lossy(entry.get(ENTRY..ENTRY + name)?).into_owned(),
        method: two(entry, 10)?,
        encrypted: two(entry, 8)? & ENCRYPTED != 0,
        sum: four(entry, 16)? as u32,
        packed: local.get(start..)?.get(..four(entry, 20)?)?,
        size: four(entry, 24)?,
        next,
    })
}

fn two(bytes: &[u8], at: usize) -> Option<usize> {
    let (number, _) = bytes.get(at..)?.split_first_chunk()?;
    Some(usize::from(u16::from_le_bytes(*number)))
}

fn four(bytes: &[u8], at: usize) -> Option<usize> {
    let (number, _) = bytes.get(at..)?.split_first_chunk()?;
    Some(u32::from_le_bytes(*number) as usize)
}
