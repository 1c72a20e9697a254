//! The command `fluxledger`, which does not load GDAL: what only GDAL reads it leaves to `fluxledger-gdal` beside it.

use fluxledger::exit::ExitStatus;
use fluxledger::program;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitStatus {
    program::start()
}
