use super::*;
use approx::assert_relative_eq;

const BASIN: [f64; 2] = [33.0, 45.0];

fn lambert(ellipsoid: Ellipsoid, standard_parallels: [f64; 2], latitude_of_origin: f64, scale: f64) -> (Ellipsoid, Method) {
    (ellipsoid, Method::LambertConformalConic { latitude_of_origin, standard_parallels, scale })
}

fn projection(name: &str) -> Projection {
    let ((ellipsoid, method), central_meridian, false_origin) = match name {
        "lcc2" => (lambert(Ellipsoid::WGS84, BASIN, 40.0, 1.0), -97.0, [0.0, 0.0]),
        "lcc1" => (lambert(Ellipsoid::sphere(6_370_000.0), [49.0, 49.0], 40.0, 0.9996), -97.0, [500_000.0, -200_000.0]),
        "lccs" => (lambert(Ellipsoid::GRS80, [-18.0, -36.0], 0.0, 1.0), 134.0, [0.0, 0.0]),
        "aea" => {
            let method = Method::AlbersEqualArea { latitude_of_origin: 23.0, standard_parallels: [29.5, 45.5] };
            ((Ellipsoid::GRS80, method), -96.0, [0.0, 0.0])
        }
        "laea" => ((Ellipsoid::GRS80, Method::LambertAzimuthalEqualArea { latitude_of_origin: 52.0 }), 10.0, [4_321_000.0, 3_210_000.0]),
        "laean" => ((Ellipsoid::WGS84, Method::LambertAzimuthalEqualArea { latitude_of_origin: 90.0 }), 0.0, [0.0, 0.0]),
        "stere" => ((Ellipsoid::WGS84, Method::PolarStereographic { pole: Pole::North, standard_parallel: 70.0 }), -45.0, [0.0, 0.0]),
        "steres" => {
            let method = Method::PolarStereographicOfScale { pole: Pole::South, scale: 0.994 };
            ((Ellipsoid::WGS84, method), 0.0, [2_000_000.0, 2_000_000.0])
        }
        "utm" => ((Ellipsoid::WGS84, Method::TransverseMercator { latitude_of_origin: 0.0, scale: 0.9996 }), 15.0, [500_000.0, 0.0]),
        other => panic!("no projection {other}"),
    };
    Projection::new(ellipsoid, method, central_meridian, false_origin).expect("a projection")
}

/// From PROJ 9.5.1 (pyproj 3.7.2): `Proj(TEXT)(longitude, latitude)` and `get_factors(…).areal_scale`, with the texts
/// lcc2 `+proj=lcc +lat_1=33 +lat_2=45 +lat_0=40 +lon_0=-97 +ellps=WGS84`,
/// lcc1 `+proj=lcc +lat_1=49 +lat_0=40 +lon_0=-97 +k_0=0.9996 +x_0=500000 +y_0=-200000 +R=6370000`,
/// lccs `+proj=lcc +lat_1=-18 +lat_2=-36 +lat_0=0 +lon_0=134 +ellps=GRS80`,
/// aea `+proj=aea +lat_1=29.5 +lat_2=45.5 +lat_0=23 +lon_0=-96 +ellps=GRS80`,
/// laea `+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80`,
/// laean `+proj=laea +lat_0=90 +lon_0=0 +ellps=WGS84`,
/// stere `+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +ellps=WGS84`,
/// steres `+proj=stere +lat_0=-90 +k_0=0.994 +lon_0=0 +x_0=2000000 +y_0=2000000 +ellps=WGS84`,
/// utm `+proj=utm +zone=33 +ellps=WGS84`. PROJ's areal scale is a difference quotient.
const PROJ: [(&str, [f64; 2], [f64; 2], f64); 31] = [
    ("lcc2", [-97.0, 40.0], [0.000_000, 0.000_000], 0.989_360_538),
    ("lcc2", [-75.5, 35.25], [1_932_155.518_378, -294_999.726_771], 0.993_460_937),
    ("lcc2", [-120.0, 48.0], [-1_710_392.638_339, 1_105_773.473_952], 1.014_510_235),
    ("lcc2", [-170.0, 65.0], [-3_479_820.810_509, 4_361_350.926_795], 1.272_178_267),
    ("lcc2", [10.0, -20.0], [14_378_765.882_926, 1_751_965.748_444], 2.679_846_578),
    ("lcc1", [-97.0, 40.0], [500_000.000_000, -200_000.000_000], 1.022_907_444),
    ("lcc1", [-75.5, 35.25], [2_477_589.574_593, -455_976.722_413], 1.054_242_817),
    ("lcc1", [-120.0, 48.0], [-1_184_548.237_356, 950_171.567_888], 0.999_502_588),
    ("lccs", [134.0, -25.0], [0.000_000, -2_841_857.818_349], 0.976_964_848),
    ("lccs", [150.25, -33.5], [1_496_728.385_065, -3_870_874.715_707], 0.988_004_426),
    ("lccs", [115.0, -12.0], [-2_105_511.460_578, -1_561_249.442_806], 1.043_380_343),
    ("aea", [-96.0, 23.0], [0.000_000, 0.000_000], 1.000_000_000),
    ("aea", [-75.5, 35.25], [1_835_256.544_943, 1_553_492.128_210], 1.000_000_000),
    ("aea", [-120.0, 48.0], [-1_786_745.609_620, 3_004_984.283_425], 1.000_000_000),
    ("aea", [-155.0, 20.0], [-5_964_354.670_406, 1_589_180.672_410], 1.000_000_000),
    ("laea", [10.0, 52.0], [4_321_000.000_000, 3_210_000.000_000], 1.000_000_000),
    ("laea", [-9.5, 38.25], [2_623_143.668_087, 1_903_790.283_087], 1.000_000_000),
    ("laea", [33.0, 70.0], [5_190_616.656_315, 5_354_794.080_210], 1.000_000_000),
    ("laea", [25.0, -5.0], [6_202_525.424_553, -2_699_833.316_622], 1.000_000_000),
    ("laean", [10.0, 52.0], [722_634.421_382, -4_098_263.456_213], 1.000_000_000),
    ("laean", [-100.0, 89.5], [-54_998.359_889, 9_697.694_743], 1.000_000_003),
    ("laean", [170.0, 20.0], [1_270_413.194_200, 7_204_871.251_669], 1.000_000_000),
    ("stere", [10.0, 52.0], [3_496_289.192_518, -2_448_128.048_362], 1.176_535_158),
    ("stere", [-100.0, 89.5], [-44_368.543_364, -31_067.188_523], 0.940_660_726),
    ("stere", [135.0, 60.0], [0.000_000, 3_323_160.270_641], 1.080_410_726),
    ("steres", [10.0, -82.0], [2_154_473.594_735, 2_876_063.289_430], 0.997_721_503),
    ("steres", [-100.0, -65.0], [-775_884.622_822, 1_510_536.645_663], 1.087_479_412),
    ("utm", [15.0, 0.5], [500_000.000_000, 55_265.037_143], 0.999_200_160),
    ("utm", [12.25, 47.5], [292_894.915_727, 5_264_395.476_275], 1.000_254_290),
    ("utm", [19.75, -33.0], [943_933.426_629, -3_661_323.220_562], 1.004_065_768),
    ("utm", [40.0, 80.0], [970_256.202_258, 8_984_352.261_128], 1.004_611_347),
];

#[test]
fn points_lie_where_proj_has_them() {
    for (name, point, expected, areal_scale) in PROJ {
        let projection = projection(name);
        let found = projection.forward(point);
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found - expected).abs() < 2e-6, "{name} {point:?}: {found} and not {expected}");
        }
        let scale = projection.areal_scale([turned(point[0] - projection.central_meridian), point[1]]);
        assert_relative_eq!(scale, areal_scale, max_relative = 1e-8);
    }
}

#[test]
fn the_way_back_leads_to_where_it_began() {
    for (name, point, ..) in PROJ {
        let projection = projection(name);
        let [longitude, latitude] = projection.inverse(projection.forward(point)).expect("a point of the Earth");
        let off = turned(longitude - point[0]).abs().max((latitude - point[1]).abs());
        assert!(off < 1e-11, "{name} {point:?}: off by {off} degrees");
    }
}

/// The area in the plane of a patch of a hundredth of a degree, by the shoelace formula, beside its area on the ellipsoid.
#[test]
fn a_patch_of_the_plane_has_its_area_on_the_earth() {
    let step = 0.005;
    for (name, [longitude, latitude], ..) in PROJ.into_iter().filter(|(_, point, ..)| point[1].abs() < 80.0) {
        let projection = projection(name);
        let corners = [[-step, -step], [step, -step], [step, step], [-step, step]];
        let [a, b, c, d] = corners.map(|[east, north]| projection.forward([longitude + east, latitude + north]));
        let in_plane = ((c[0] - a[0]) * (d[1] - b[1]) - (d[0] - b[0]) * (c[1] - a[1])) / 2.0;
        for earth in [Earth::Wgs84, Earth::AUTHALIC_SPHERE] {
            let on_earth = earth.cell_area(latitude - step, latitude + step, 2.0 * step).as_m2();
            let density = projection.area_on_earth(earth, projection.forward([longitude, latitude])).expect("a point of the Earth");
            assert_relative_eq!(density, on_earth / in_plane, max_relative = 2e-7);
        }
    }
}

#[test]
fn no_point_of_the_earth_lies_beyond_the_map() {
    let north_of_the_apex = projection("lcc2").forward([-97.0, 90.0])[1] + 1e6;
    assert_eq!(projection("lcc2").inverse([0.0, north_of_the_apex]), None);
    assert_eq!(projection("laea").inverse([4_321_000.0, 20_000_000.0]), None);
    assert_eq!(projection("utm").inverse([6_000_000.0, 0.0]), None);
    assert_eq!(projection("aea").inverse([0.0, -30_000_000.0]), None);
}

#[test]
fn parameters_without_a_projection_are_named() {
    let refused = |method| Projection::new(Ellipsoid::WGS84, method, 0.0, [0.0; 2]).unwrap_err().to_string();
    let albers = |standard_parallels| Method::AlbersEqualArea { latitude_of_origin: 0.0, standard_parallels };
    assert_eq!(refused(albers([30.0, -30.0])), "standard parallels 30° and -30° make no cone");
    assert_eq!(refused(albers([30.0, f64::NAN])), "a projection cannot have a standard parallel of NaN");
    let mercator = Method::TransverseMercator { latitude_of_origin: 0.0, scale: 0.0 };
    assert_eq!(refused(mercator), "a projection cannot have a scale of 0");
}
