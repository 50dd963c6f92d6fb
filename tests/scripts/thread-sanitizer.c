/* Tells ThreadSanitizer what locks of a standard library order that is not instrumented itself.
 *
 * The library's fast paths are compiled into the crates that use them, where the sanitizer sees them. Its slow paths are
 * not: a contended lock would look as if it ordered nothing. The linker has these functions called in their place. */
#include <stdbool.h>
#include <stdint.h>

void __tsan_acquire(void *);
void __tsan_release(void *);

#define PASTE(prefix, name) prefix##name
#define REAL(name) PASTE(__real_, name)
#define WRAP(name) PASTE(__wrap_, name)

/* Mutex::lock_contended(&self) */
void REAL(LOCK)(void *mutex);
void WRAP(LOCK)(void *mutex) {
    REAL(LOCK)(mutex);
    __tsan_acquire(mutex);
}

/* Once::call(&self, ignore_poisoning, &mut dyn FnMut(&OnceState), &'static Location) */
void REAL(ONCE)(void *once, bool ignore, void *data, void *vtable, void *place);
void WRAP(ONCE)(void *once, bool ignore, void *data, void *vtable, void *place) {
    REAL(ONCE)(once, ignore, data, vtable, place);
    __tsan_acquire(once);
    __tsan_release(once);
}

/* Condvar::wait_timeout(&self, &Mutex, Duration) -> bool */
bool REAL(WAIT)(void *condvar, void *mutex, uint64_t seconds, uint32_t nanoseconds);
bool WRAP(WAIT)(void *condvar, void *mutex, uint64_t seconds, uint32_t nanoseconds) {
    __tsan_release(mutex);
    bool woken = REAL(WAIT)(condvar, mutex, seconds, nanoseconds);
    __tsan_acquire(mutex);
    return woken;
}
