//! Arrays out of a `.npz` archive, with errors that name file and array.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use npyz::{Deserialize, NpyFile, Order};
use zip::ZipArchive;

use crate::xpcs::XpcsError;

/// Largest array that is read, in bytes: ten times the largest known input, and small enough that
/// a damaged header cannot take the machine's memory.
const LARGEST_ARRAY_BYTES: u64 = 64 << 20;

const DAMAGED: &str = "the file is damaged or not a NumPy .npz archive; fetch or write it again";
const WRONG_TYPE: &str = "write the array with the element type that the documentation names";

/// An array in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub struct Array<T> {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// The elements, the last axis running fastest.
    pub values: Vec<T>,
}

/// An open `.npz` archive.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
}

impl Archive {
    /// Opens the archive `file` in `folder`.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Missing`] when it cannot be opened, [`XpcsError::Malformed`] when it is no
    /// archive, a truncated one for instance.
    pub fn open(folder: &Path, file: &str) -> Result<Self, XpcsError> {
        let path = folder.join(file);
        let opened = File::open(&path).map_err(|cause| XpcsError::Missing {
            path: path.clone(),
            cause,
        })?;
        let zip =
            ZipArchive::new(BufReader::new(opened)).map_err(|cause| XpcsError::Malformed {
                path: path.clone(),
                array: None,
                problem: format!("cannot be read as a .npz archive: {cause}"),
                remedy: DAMAGED,
            })?;
        Ok(Self { path, zip })
    }

    /// Where the archive lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads an array of f64, or of f32 widened to f64.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Malformed`] when the array is absent, damaged, or of another type.
    pub fn floats(&mut self, array: &'static str) -> Result<Array<f64>, XpcsError> {
        let bytes = self.bytes(array)?;
        if let Some(found) = elements::<f64>(&bytes) {
            return self.explained(array, found);
        }
        let narrow = self.explained(array, typed::<f32>(&bytes, "f64 or f32"))?;
        let values = narrow.values.into_iter().map(f64::from).collect();
        Ok(Array {
            shape: narrow.shape,
            values,
        })
    }

    /// Reads an array whose elements are stored as `T`.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Malformed`] when the array is absent, damaged, or of another type.
    pub fn array<T: Deserialize>(&mut self, array: &'static str) -> Result<Array<T>, XpcsError> {
        let bytes = self.bytes(array)?;
        let found = typed(&bytes, std::any::type_name::<T>());
        self.explained(array, found)
    }

    fn bytes(&mut self, array: &'static str) -> Result<Vec<u8>, XpcsError> {
        let found = self.inflate(array);
        self.explained(array, found)
    }

    fn inflate(&mut self, array: &str) -> Result<Vec<u8>, Problem> {
        let entry = self
            .zip
            .by_name(&npyz::npz::file_name_from_array_name(array))
            .map_err(|cause| Problem(format!("cannot be read: {cause}"), DAMAGED))?;
        if entry.size() > LARGEST_ARRAY_BYTES {
            let problem = format!("claims {} bytes, more than is sensible", entry.size());
            return Err(Problem(problem, DAMAGED));
        }
        let mut bytes = Vec::with_capacity(entry.size() as usize);
        entry
            .take(LARGEST_ARRAY_BYTES)
            .read_to_end(&mut bytes)
            .map_err(|cause| Problem(format!("cannot be read: {cause}"), DAMAGED))?;
        Ok(bytes)
    }

    fn explained<T>(&self, array: &'static str, found: Result<T, Problem>) -> Result<T, XpcsError> {
        found.map_err(|Problem(problem, remedy)| {
            XpcsError::malformed(&self.path, array, problem, remedy)
        })
    }
}

/// What is wrong with an array, and how to mend it.
struct Problem(String, &'static str);

fn typed<T: Deserialize>(bytes: &[u8], expected: &str) -> Result<Array<T>, Problem> {
    elements(bytes).unwrap_or_else(|| {
        let stored = NpyFile::new(bytes)
            .map(|npy| npy.dtype().descr())
            .unwrap_or_default();
        Err(Problem(
            format!("has element type {stored}, expected {expected}"),
            WRONG_TYPE,
        ))
    })
}

/// The array in `bytes`; `None` when its elements are not stored as `T`.
fn elements<T: Deserialize>(bytes: &[u8]) -> Option<Result<Array<T>, Problem>> {
    let npy = match NpyFile::new(bytes) {
        Ok(npy) => npy,
        Err(cause) => {
            return Some(Err(Problem(
                format!("has a damaged header: {cause}"),
                DAMAGED,
            )));
        }
    };
    let shape: Vec<usize> = npy.shape().iter().map(|&length| length as usize).collect();
    if npy.order() == Order::Fortran && shape.len() > 1 {
        let problem = "is stored column by column".to_owned();
        return Some(Err(Problem(
            problem,
            "write it with numpy.ascontiguousarray",
        )));
    }
    if !fits(&shape, bytes.len()) {
        let problem = format!("has shape {shape:?}, more than the archive holds");
        return Some(Err(Problem(problem, DAMAGED)));
    }
    let elements = npy.try_data::<T>().ok()?;
    let values: std::io::Result<Vec<T>> = elements.collect();
    Some(match values {
        Ok(values) => Ok(Array { shape, values }),
        Err(cause) => Err(Problem(format!("ends too early: {cause}"), DAMAGED)),
    })
}

/// Whether so many elements can stand in so many bytes: a damaged shape must not be believed.
fn fits(shape: &[usize], bytes: usize) -> bool {
    shape
        .iter()
        .try_fold(1_usize, |product, &length| product.checked_mul(length))
        .is_some_and(|elements| elements <= bytes)
}
