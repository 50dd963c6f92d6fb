//! Panics, their place and payload; what types and symbols are called.

use super::{measured, once};
use std::any::{type_name, type_name_of_val};
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};

#[test]
fn payload() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> u64 {
        resume_unwind(Box::new(x + 1))
    }
    let payload = once(|| catch_unwind(|| f(1))).unwrap_err();
    assert_eq!(*payload.downcast::<u64>().unwrap(), 2);
}

/// Runs `work`, which panics, and tells where. The hook of the process is shared by all tests: only this one's thread
/// counts.
fn place_of_panic(work: impl FnOnce()) -> (u32, u32) {
    use std::sync::{Mutex, PoisonError};
    static HOOK: Mutex<()> = Mutex::new(());
    static PLACE: Mutex<Option<(u32, u32)>> = Mutex::new(None);
    let _one_at_a_time = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let this = std::thread::current().id();
    let before = std::sync::Arc::new(std::panic::take_hook());
    let other = std::sync::Arc::clone(&before);
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == this {
            let place = info.location().unwrap();
            *PLACE.lock().unwrap() = Some((place.line(), place.column()));
        } else {
            other(info);
        }
    }));
    catch_unwind(AssertUnwindSafe(work)).unwrap_err();
    drop(std::panic::take_hook());
    std::panic::set_hook(Box::new(move |info| before(info)));
    PLACE.lock().unwrap().take().unwrap()
}

#[test]
fn place() {
    #[measured(max_s = 100)]
    fn f(list: &[u64], at: usize) -> u64 {
        list[at]
    }
    let place = once(|| place_of_panic(|| assert_eq!(f(&[1], 3), 0)));
    assert_eq!(place, (line!() - 3, 9));
}

#[test]
fn place_under_track_caller() {
    #[measured(max_s = 100)]
    #[track_caller]
    fn f(x: Option<u64>) -> u64 {
        x.expect("something")
    }
    let place = once(|| place_of_panic(|| assert_eq!(f(None), 0)));
    assert_eq!(place.0, line!() - 1);
}

#[test]
fn caught_inside() {
    #[measured(max_s = 100)]
    fn f() -> bool {
        catch_unwind(|| resume_unwind(Box::new(1))).is_err()
    }
    assert!(once(f));
}

#[test]
fn called_while_unwinding() {
    #[measured(max_s = 100)]
    fn cleanup(log: &mut Vec<u8>) {
        log.push(1);
    }
    struct OnDrop<'a>(&'a mut Vec<u8>);
    impl Drop for OnDrop<'_> {
        fn drop(&mut self) {
            cleanup(self.0);
        }
    }
    let mut log = vec![];
    once(|| {
        catch_unwind(AssertUnwindSafe(|| {
            let _on_drop = OnDrop(&mut log);
            resume_unwind(Box::new(1));
        }))
    })
    .unwrap_err();
    assert_eq!(log, [1]);
}

#[test]
fn panicking_and_catching_while_unwinding() {
    #[measured(max_s = 100)]
    fn cleanup() {
        catch_unwind(|| resume_unwind(Box::new(2))).unwrap_err();
    }
    struct OnDrop;
    impl Drop for OnDrop {
        fn drop(&mut self) {
            cleanup();
        }
    }
    let payload = once(|| {
        catch_unwind(|| {
            let _on_drop = OnDrop;
            resume_unwind(Box::new(1));
        })
    })
    .unwrap_err();
    assert_eq!(*payload.downcast::<i32>().unwrap(), 1);
}

#[test]
fn across_threads() {
    #[measured(max_s = 100)]
    fn f() -> u8 {
        resume_unwind(Box::new("payload"))
    }
    let payload = std::thread::spawn(f).join().unwrap_err();
    assert_eq!(*payload.downcast::<&str>().unwrap(), "payload");
}

#[test]
fn poisoned_lock() {
    use std::sync::Mutex;
    #[measured(max_s = 100)]
    fn f(lock: &Mutex<u8>) {
        let _guard = lock.lock();
        resume_unwind(Box::new(1));
    }
    let lock = Mutex::new(1);
    once(|| catch_unwind(|| f(&lock))).unwrap_err();
    assert!(lock.is_poisoned());
}

#[test]
fn functions_stay_unwind_safe_and_send() {
    #[measured(max_s = 100)]
    fn f(x: &str) -> usize {
        x.len()
    }
    fn check<T: UnwindSafe + RefUnwindSafe + Send + Sync + Unpin + Copy + 'static>(_: T) {}
    check(f);
    assert_eq!(once(|| f("a")), 1);
}

#[test]
fn names_of_functions_and_local_types() {
    #[measured(max_s = 100)]
    fn annotated() -> (&'static str, &'static str) {
        struct Local;
        let closure = || ();
        (type_name::<Local>(), type_name_of_val(&closure))
    }
    fn bare() -> (&'static str, &'static str) {
        struct Local;
        let closure = || ();
        (type_name::<Local>(), type_name_of_val(&closure))
    }
    let (local, closure) = once(annotated);
    let expected = bare();
    assert_eq!(local.replace("annotated", "bare"), expected.0);
    assert_eq!(closure.replace("annotated", "bare"), expected.1);
    let name = type_name_of_val(&annotated).replace("annotated", "bare");
    assert_eq!(name, type_name_of_val(&bare));
}

#[test]
fn names_in_generic_methods() {
    struct S<T>(T);
    impl<T> S<T> {
        #[measured(max_s = 100)]
        fn annotated(&self) -> u64 {
            fn name_of<T>(_: &T) -> usize {
                type_name::<T>().len()
            }
            let closure = || 1;
            name_of(&closure) as u64
        }
        fn unannotat(&self) -> u64 {
            fn name_of<T>(_: &T) -> usize {
                type_name::<T>().len()
            }
            let closure = || 1;
            name_of(&closure) as u64
        }
    }
    let s = S(1_u8);
    let _ = s.0;
    assert_eq!(once(|| s.annotated()), s.unannotat());
}
