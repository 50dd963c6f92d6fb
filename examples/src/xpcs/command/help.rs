//! The text of `xpcs --help`.

/// What the program does, how to ask for it, and what its exit status means.
pub(super) const HELP: &str = "\
xpcs: three analyses of X-ray photon correlation spectroscopy

USAGE
    xpcs [--data DIR] [--json FILE] [--plot DIR] [--only ANALYSIS]... [--slow STEP]...

Without options every analysis runs on a small data set that is generated from
known parameters, and a summary is printed.

OPTIONS
    --data DIR       read the inputs from the .npz files in DIR:
                         c2_laminar_flow.npz       two-time    c2 (angle, frame, frame), phi_deg,
                                                   t_s, q_inv_angstrom, gap_angstrom, frame_period_s
                         aerogel_8idi_g2.npz       aerogel     g2, g2_err (delay, bin), tau_s,
                                                   q_inv_angstrom
                         aerogel_8idi_saxs2d.npz   aerogel     intensity, q_bin (row, column)
                         aerogel_8idi_saxs1d.npz   aerogel     q_inv_angstrom, intensity
    --json FILE      write all results to FILE, whole or not at all
    --plot DIR       draw figures into DIR: c2.svg, contrast.svg, g2.svg; with the feature
                     monitoring also flamegraph.svg, timeline.svg and trace.json (Chrome, Perfetto)
    --only ANALYSIS  run this analysis only (may be given again for another):
                         two-time   fit of the homodyne model to a two-time correlation: laminar
                                    flow and, for comparison, both static models
                         aerogel    contrast, drift and decay of a static reference sample
                         frames     multi-tau and two-time correlation of generated speckle
    --slow STEP      make fill_diffusion or multi_tau do its work twelve times over: the results
                     stay the same, and the report has to name that step
    -h, --help       print this text
    -V, --version    print the version

EXAMPLES
    xpcs
    xpcs --data ../shared/data/xpcs --json results.json
    xpcs --only aerogel --data ../shared/data/xpcs

READING THE RESULTS
    The fit reports the transport coefficient D and the shear rate g at mid-time, where they are
    best known; prefactor, exponent and offset trade against each other and have larger errors.
    reduced chi2 compares the residuals with the noise, which is estimated from the data without a
    model (mixed second differences far from the diagonal): near 1 the model describes them.
    decay_s is null where nothing decays within the measured delays.

EXIT STATUS
    0   done                         66  an input is missing or cannot be opened
    64  unknown option or analysis   70  sound input, but no answer (a fit that does not settle)
    65  an input is damaged, has     73  a result cannot be written
        the wrong shape, or NaN
";
