import TestSupport
import Testing

@Suite("The settings of an object store", .timeLimit(.minutes(10)))
struct ReportSettingsTests {
  private static let sound = ReportSettings.s3(port: 9000)

  private static let faults: [(settings: [String: String], sentence: String)] = [
    (["WFM_S3_BUCKET": ""], "is not set"),
    (
      ["WFM_S3_ENDPOINT": "store"],
      "WFM_S3_ENDPOINT is \"store\", which is not an http or https URL"
    ),
    (["WFM_S3_ENDPOINT": "https://store.example/reports"], "WFM_S3_ENDPOINT is"),
    (["WFM_S3_PUBLIC_ENDPOINT": "ftp://x"], "WFM_S3_PUBLIC_ENDPOINT is \"ftp://x\""),
    (["WFM_S3_ADDRESSING": "dns"], "WFM_S3_ADDRESSING is \"dns\", which is not one of: path, virt"),
    (["WFM_S3_REGION": "EU West"], "WFM_S3_REGION is \"EU West\""),
    (["WFM_S3_BUCKET": "Reports"], "WFM_S3_BUCKET is \"Reports\""),
    (["WFM_S3_PREFIX": "/reports"], "WFM_S3_PREFIX is \"/reports\""),
    (["WFM_S3_ACCESS_KEY_ID": ""], "WFM_S3_ACCESS_KEY_ID is not set"),
    (["WFM_S3_SECRET_ACCESS_KEY": ""], "WFM_S3_SECRET_ACCESS_KEY is not set"),
    (
      ["WFM_S3_ACCESS_KEY_ID": "", "WFM_S3_SECRET_ACCESS_KEY": "", "AWS_ACCESS_KEY_ID": "a"],
      "WFM_S3_ACCESS_KEY_ID is not set"
    ),
    (
      ["WFM_S3_SECRET_ACCESS_KEY_FILE": "/dev/null"],
      "WFM_S3_SECRET_ACCESS_KEY_FILE cannot be used: WFM_S3_SECRET_ACCESS_KEY is also set."
    ),
    (
      ["WFM_S3_SECRET_ACCESS_KEY": "", "WFM_S3_SECRET_ACCESS_KEY_FILE": "/dev/null"],
      "WFM_S3_SECRET_ACCESS_KEY_FILE cannot be used: /dev/null has no credentials: it is empty."
    ),
    (
      ["WFM_S3_CREDENTIALS_FILE": "/dev/null"],
      "WFM_S3_ACCESS_KEY_ID cannot be used: WFM_S3_CREDENTIALS_FILE is also set."
    ),
    (
      [
        "WFM_S3_ACCESS_KEY_ID": "", "WFM_S3_SECRET_ACCESS_KEY": "",
        "WFM_S3_CREDENTIALS_FILE": "/dev/null", "WFM_S3_PROFILE": "wfm",
      ],
      "WFM_S3_CREDENTIALS_FILE cannot be used: /dev/null has no credentials: it has no profile"
    ),
    (["WFM_S3_ENCRYPTION": "kms"], "WFM_S3_ENCRYPTION is \"kms\""),
    (["WFM_S3_KMS_KEY_ID": "k"], "WFM_S3_KMS_KEY_ID cannot be used: it needs WFM_S3_ENCR"),
    (
      ["WFM_S3_ENCRYPTION": "sse-s3", "WFM_S3_KMS_KEY_ID": "k"],
      "WFM_S3_KMS_KEY_ID cannot be used"
    ),
  ]

  @Test(arguments: faults.indices)
  func `that are wrong are rejected at start, with the fix`(index: Int) async throws {
    let (settings, sentence) = Self.faults[index]
    let installation = try await Installation()
    let ending = try await installation.run(
      "work", settings: Self.sound.merging(settings) { $1 })
    #expect(ending.status != 0)
    #expect(ending.errors.contains(sentence), "\(ending.errors)")
    #expect(!ending.errors.contains(ObjectStoreServer.secretAccessKey))
  }

  @Test func `name the missing bucket if reports go to an object store`() async throws {
    let installation = try await Installation()
    let ending = try await installation.run("work", settings: ["WFM_REPORTS": "s3"])
    #expect(ending.status != 0)
    #expect(ending.errors.contains("WFM_S3_BUCKET is not set: bucket of the error reports."))
  }
}
