package import Scheduling

/// Lets tests build account names by interpolation. The names must be as valid as literals.
extension AccountName: ExpressibleByStringInterpolation {}
