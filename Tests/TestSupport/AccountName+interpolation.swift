package import Scheduling

/// The names that tests make are as valid as literals.
extension AccountName: ExpressibleByStringInterpolation {}
