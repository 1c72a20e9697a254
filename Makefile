# GDAL=no builds without the GDAL library, and so without the program `fluxledger-gdal` (NetCDF and GeoJSON are read all the same).
GDAL ?= yes
export GDAL
ifeq ($(GDAL),no)
FEATURES := --no-default-features
CRATES := --exclude fluxledger-gdal
endif

.PHONY: demo test check deny setup

# Builds, simulates a satellite product, compares it with reported inventories and says where the report lies.
demo: setup
	cargo build --locked -p fluxledger $(FEATURES)
	target/debug/fluxledger demo --output out/demo --overwrite

# Runs every test, and says how many of them had real data.
test: setup
	scripts/test.sh $(CRATES) $(FEATURES)

# Everything that continuous integration runs.
check:
	.ci/run

# Licences, sources and doubles of everything that the project depends on; needs `cargo install cargo-deny`.
deny:
	cargo deny check bans licenses sources

setup:
	@./setup.sh
