import Authorization
import Identity
import Server
import Store

/// The trusted issuers and their keys.
extension Doctor {
  /// - Parameter keys: the stored signing keys.
  func keyFinding(_ keys: [SigningKeyRepository.Key]) -> Finding {
    guard settings.text(.masterKey) != nil else {
      guard !keys.isEmpty, servesHTTP else {
        return .ok("signing keys", "none needed: this server issues no tokens")
      }
      return .problem(
        "signing keys", "\(keys.count) are stored, and no master key is set to decrypt them",
        remedy: "Set \(Setting.masterKey.variable) to the master key of the other machines.")
    }
    do {
      let masterKey = try composition.masterKey()
      for key in keys { try masterKey.check(key) }
      return .ok("signing keys", "the master key decrypts all \(keys.count)")
    } catch {
      return .problem(
        "signing keys", "\(error)",
        remedy: "Restore the master key of this database from its backup.")
    }
  }

  /// Reads all local keys, and fetches the keys of every issuer that publishes them.
  func issuerFindings() async -> [Finding] {
    do {
      let pool = try composition.pool(size: 1)
      let server = try composition.authorizationServer(
        pool: pool, port: try composition.listeningAddress().port.number)
      let (issuers, published) = try await composition.trustedIssuers(beside: server)
      var findings = [
        Finding.ok("tokens", "\(issuers.count) issuer(s) or sets of keys are trusted")
      ]
      findings += try composition.tokenGaps().map { gap in
        .note(
          "tokens", gap.message,
          remedy: "\(gap.remedy.prefix(1).uppercased())\(gap.remedy.dropFirst()).")
      }
      for keys in published { findings.append(await Self.visit(keys)) }
      return findings
    } catch {
      return [
        .problem(
          "tokens", Self.text(of: error),
          remedy: "Set a master key, an issuer or keys: see docs/how-to/identity-providers.md.")
      ]
    }
  }

  private static func visit(_ keys: IssuerKeys) async -> Finding {
    do throws(IssuerFault) {
      return .ok("issuer", "\(keys.issuer) publishes \(try await keys.probe()) usable key(s)")
    } catch {
      return .problem(
        "issuer", "\(keys.issuer): \(error)",
        remedy: "Check that this machine can reach it: name, firewall, proxy, certificates.")
    }
  }
}
