//! A program without budgets that opens, calls and closes shared libraries as its arguments say, one after the other:
//! `open=LIBRARY`, `call=FUNCTION` of the library opened last, `close` that library, `thread` for doing the rest on
//! another thread, `exit=STATUS`.

use std::ffi::{CStr, CString, c_char, c_int, c_void};

/// Resolves everything at once, so that what is missing is missing now.
const RTLD_NOW: c_int = 2;

unsafe extern "C" {
    fn dlopen(name: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlclose(library: *mut c_void) -> c_int;
    fn dlerror() -> *const c_char;
}

fn text(value: &str) -> CString {
    CString::new(value).expect("an argument without a zero")
}

/// What the loader has to say of its last failure.
fn failure() -> String {
    // SAFETY: asked after a failure, the loader gives a text that lives until the next call.
    unsafe { CStr::from_ptr(dlerror()) }
        .to_string_lossy()
        .into_owned()
}

fn open(path: &str) -> usize {
    // SAFETY: a library of ours, whose constructors may run at any time.
    let library = unsafe { dlopen(text(path).as_ptr(), RTLD_NOW) };
    assert!(!library.is_null(), "{}", failure());
    library.expose_provenance()
}

fn call(library: usize, function: &str) {
    // SAFETY: the library is open.
    let found = unsafe {
        dlsym(
            std::ptr::with_exposed_provenance_mut(library),
            text(function).as_ptr(),
        )
    };
    assert!(!found.is_null(), "{}", failure());
    // SAFETY: all functions of our libraries are of this type.
    let function: extern "C" fn() = unsafe { std::mem::transmute(found) };
    function();
}

fn close(library: usize) {
    // SAFETY: the library is open, and none of its functions is called afterwards.
    let failed = unsafe { dlclose(std::ptr::with_exposed_provenance_mut(library)) };
    assert_eq!(failed, 0, "{}", failure());
}

fn run(mut words: std::vec::IntoIter<String>, mut opened: Vec<usize>) {
    while let Some(word) = words.next() {
        let (verb, object) = word.split_once('=').unwrap_or((&word, ""));
        match verb {
            "open" => opened.push(open(object)),
            "call" => call(*opened.last().expect("an open library"), object),
            "close" => close(opened.pop().expect("an open library")),
            "thread" => {
                let rest = std::thread::spawn(|| run(words, opened));
                return rest.join().expect("it does not panic");
            }
            "exit" => std::process::exit(object.parse().expect("a status")),
            other => panic!("no such word: {other}"),
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    run(words.into_iter(), Vec::new());
}
