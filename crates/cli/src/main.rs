//! The command `fluxledger`, which does not load GDAL: what only GDAL reads it leaves to `fluxledger-gdal` beside it.

use fluxledger::exit::ExitStatus;
use fluxledger::program;

fn main() -> ExitStatus {
    program::start()
}
