import Authorization
import Identity
import Server
import Store

/// Whose tokens are believed, and with which keys.
extension Doctor {
  /// - Parameter keys: those that are stored.
  func keyFinding(_ keys: [SigningKeyRepository.Key]) -> Finding {
    guard settings.text(.masterKey) != nil else {
      guard !keys.isEmpty, servesHTTP else {
        return .ok("signing keys", "none are needed: this server issues no tokens")
      }
      return .problem(
        "signing keys", "\(keys.count) are stored, and there is no master key to open them with",
        remedy: "Set \(Setting.masterKey.variable) as on the other machines.")
    }
    do {
      let masterKey = try composition.masterKey()
      for key in keys { try masterKey.check(key) }
      return .ok("signing keys", "the master key opens all \(keys.count)")
    } catch {
      return .problem(
        "signing keys", "\(error)",
        remedy: "Give the master key that belongs to this database: restore it from its backup.")
    }
  }

  /// Reads all keys and visits every issuer that publishes its own.
  func issuerFindings() async -> [Finding] {
    do {
      let pool = try composition.pool(size: 1)
      let server = try composition.authorizationServer(
        pool: pool, port: try composition.listeningAddress().port.number)
      let (issuers, published) = try await composition.trustedIssuers(beside: server)
      var findings = [
        Finding.ok("tokens", "\(issuers.count) issuer(s) or sets of keys are believed")
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
          remedy: "Give a master key, an issuer or keys, as README's \"Access tokens\" says.")
      ]
    }
  }

  private static func visit(_ keys: IssuerKeys) async -> Finding {
    do throws(IssuerFault) {
      return .ok("issuer", "\(keys.issuer) publishes \(try await keys.probe()) usable key(s)")
    } catch {
      return .problem(
        "issuer", "\(keys.issuer): \(error)",
        remedy: "See that this machine reaches the issuer: name, firewall, proxy, certificates.")
    }
  }
}
