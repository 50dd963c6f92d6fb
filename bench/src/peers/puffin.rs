//! puffin: `profile_function!` below the scope of a frame, a frame for every hundred calls, and a view that keeps frames.

use super::Peer;
use crate::subject::{chain, work};

pub(super) const PEER: Peer = Peer {
    name: "puffin 0.20",
    open: || {
        ::puffin::set_scopes_on(true);
        Box::new(::puffin::GlobalFrameView::default())
    },
    calls: |calls| {
        for _ in 0..calls / IN_A_FRAME {
            {
                ::puffin::profile_scope!("frame");
                chain(IN_A_FRAME, timed);
            }
            ::puffin::GlobalProfiler::lock().new_frame();
        }
    },
};

const IN_A_FRAME: u64 = 100;

#[inline(never)]
fn timed(x: u64) -> u64 {
    ::puffin::profile_function!();
    work(x)
}
