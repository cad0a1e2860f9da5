/// The event by which the application says that it is going to read the body of its request.
struct BodyWanted: Sendable {}
