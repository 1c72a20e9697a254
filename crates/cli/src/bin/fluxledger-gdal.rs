//! The command `fluxledger-gdal`: all that `fluxledger` does, with GDAL's readers plugged in.

use fluxledger::exit::ExitStatus;
use fluxledger::program;
use fluxledger_ingest::other_readers;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitStatus {
    other_readers::plug_in(fluxledger_gdal::readers());
    program::start()
}
