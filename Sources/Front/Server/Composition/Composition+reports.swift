import ObjectStore
package import Reports

/// The storage of error reports.
extension Composition {
  /// Whether new reports go to an object store.
  func storesReportsInObjects() throws(Settings.Fault) -> Bool {
    try settings.choice(.reports, of: Setting.ReportDestination.self) == .s3
  }

  /// Where the worker stores new reports.
  package func reportStore() throws -> any ReportStore {
    let objects = try reportObjects()
    switch try settings.choice(.reports, of: Setting.ReportDestination.self) {
    case .database: return DatabaseReports()
    case .s3:
      guard let objects else { throw Settings.Fault.missing(.s3Bucket) }
      return objects
    }
  }

  /// The reports in an object store; nil if none is set. An operator may set a store only for old
  /// reports, while new reports go to the database.
  package func reportObjects() throws -> ObjectReports? {
    let region = try s3Region()
    let prefix = try s3Prefix()
    let encryption = try s3Encryption()
    guard let bucket = settings.text(.s3Bucket) else {
      for setting in Setting.ofBucket where settings.isGiven(setting) {
        throw Settings.Fault.unusable(
          setting,
          reason: "\(Setting.s3Bucket.variable) is not set. Set it too, or remove this setting.")
      }
      return nil
    }
    guard S3Object.isBucketName(bucket) else {
      throw Settings.Fault.wrong(
        .s3Bucket, value: bucket,
        expected: "a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots")
    }
    let store = S3Store(
      endpoint: try endpoint(.s3Endpoint, region: region),
      publicEndpoint: try endpoint(
        settings.text(.s3PublicEndpoint) == nil ? .s3Endpoint : .s3PublicEndpoint, region: region),
      region: region, credentials: try s3Credentials())
    return ObjectReports(store: store, bucket: bucket, prefix: prefix, encryption: encryption)
  }

  private func s3Region() throws -> String {
    let region = try settings.required(.s3Region)
    guard region.wholeMatch(of: /[a-z0-9\-]{1,63}/) != nil else {
      throw Settings.Fault.wrong(
        .s3Region, value: region, expected: "a region's name, such as eu-central-1")
    }
    return region
  }

  private func s3Prefix() throws -> String {
    let prefix = try settings.required(.s3Prefix)
    guard S3Object.isPrefix(prefix) else {
      throw Settings.Fault.wrong(
        .s3Prefix, value: prefix,
        expected: "a prefix of keys: at most 512 letters, digits, - _ . and single /, none first")
    }
    return prefix
  }

  private func s3Encryption() throws -> S3Encryption {
    let encryption = try settings.choice(.s3Encryption, of: Setting.ReportEncryption.self)
    let keyID = settings.text(.s3KMSKeyID)
    if keyID != nil, encryption != .sseKMS {
      throw Settings.Fault.unusable(
        .s3KMSKeyID,
        reason:
          "it needs \(Setting.s3Encryption.variable)=\(Setting.ReportEncryption.sseKMS.rawValue)."
      )
    }
    return switch encryption {
    case .none: .ofBucket
    case .sseS3: .sseS3
    case .sseKMS: .sseKMS(keyID: keyID)
    }
  }

  private func endpoint(_ setting: Setting, region: String) throws -> S3Endpoint {
    let url = settings.text(setting)
    let addressing =
      try settings.text(.s3Addressing) == nil
      ? (url == nil ? .virtualHost : .path)
      : settings.choice(.s3Addressing, of: S3Endpoint.Addressing.self)
    let address = url ?? S3Endpoint.amazon(region: region)
    guard let endpoint = S3Endpoint(url: address, addressing: addressing) else {
      throw Settings.Fault.wrong(
        setting, value: address, expected: "an http or https URL of a host and perhaps a port")
    }
    return endpoint
  }

  /// Credentials from the settings, otherwise from the variables of the AWS tools.
  private func s3Credentials() throws -> S3CredentialSource {
    let source = try s3CredentialSource()
    do throws(S3CredentialsFault) {
      _ = try source.credentials()
    } catch {
      let setting: Setting =
        if case .sharedFile = source { .s3CredentialsFile } else { .s3SecretAccessKeyFile }
      throw Settings.Fault.unusable(setting, reason: "\(error)")
    }
    return source
  }

  private func s3CredentialSource() throws -> S3CredentialSource {
    let own: [Setting] = [
      .s3AccessKeyID, .s3SecretAccessKey, .s3SecretAccessKeyFile, .s3SessionToken,
    ]
    if let file = settings.text(.s3CredentialsFile) {
      for setting in own where settings.isGiven(setting) {
        throw Settings.Fault.unusable(
          setting,
          reason: "\(Setting.s3CredentialsFile.variable) is also set. Set only one of the two.")
      }
      return .sharedFile(file, profile: try settings.required(.s3Profile))
    }
    if own.contains(where: settings.isGiven) {
      let id = try settings.required(.s3AccessKeyID)
      let token = settings.secret(.s3SessionToken)
      if let file = settings.text(.s3SecretAccessKeyFile) {
        guard settings.secret(.s3SecretAccessKey) == nil else {
          throw Settings.Fault.unusable(
            .s3SecretAccessKeyFile,
            reason: "\(Setting.s3SecretAccessKey.variable) is also set. Set only one of the two.")
        }
        return .secretFile(file, accessKeyID: id, sessionToken: token)
      }
      return .fixed(
        S3Credentials(
          accessKeyID: id, secretAccessKey: try settings.requiredSecret(.s3SecretAccessKey),
          sessionToken: token))
    }
    guard let credentials = settings.amazonCredentials else {
      throw Settings.Fault.missing(.s3AccessKeyID)
    }
    return .fixed(credentials)
  }
}
