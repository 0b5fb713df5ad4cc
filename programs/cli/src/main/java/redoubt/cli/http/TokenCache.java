package redoubt.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import redoubt.cli.text.JsonText;
import redoubt.crypto.Randomness;

/**
 * Keeps a token between commands, which saves one round trip each. A file opens only for who holds
 * the API key that the token came from: it is encrypted (AES-256-GCM) under a hash of that key, and
 * its name is another hash of it. Everything here may fail without harm; then a fresh token is
 * fetched.
 */
final class TokenCache {
  private static final Duration MARGIN = Duration.ofMinutes(2);
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Path file;
  private final byte[] key;
  private final InstantSource clock;

  TokenCache(Path directory, Target target, Credential credential, InstantSource clock) {
    this.file =
        directory.resolve(
            HexFormat.of().formatHex(Arrays.copyOf(hash("name", target, credential), 16)));
    this.key = hash("key", target, credential);
    this.clock = clock;
  }

  Optional<Token> load() {
    try {
      byte[] sealed = Files.readAllBytes(file);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, sealed, 0, Math.min(NONCE_BYTES, sealed.length)));
      JsonNode kept =
          JsonText.parse(
              cipher.doFinal(sealed, NONCE_BYTES, Math.max(0, sealed.length - NONCE_BYTES)));
      Token token =
          new Token(
              kept.path("token").asText(), Instant.ofEpochSecond(kept.path("expires").asLong()));
      return clock.instant().plus(MARGIN).isBefore(token.expires())
          ? Optional.of(token)
          : Optional.empty();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  void store(Token token) {
    Path draft = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      byte[] nonce = Randomness.bytes(NONCE_BYTES);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      byte[] plain =
          JsonText.compact(
                  JsonText.object()
                      .put("token", token.text())
                      .put("expires", token.expires().getEpochSecond()))
              .getBytes(StandardCharsets.UTF_8);
      byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
      PrivateFile.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(draft, sealed);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      forget();
    }
  }

  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It ends by itself.
    }
  }

  private static byte[] hash(String use, Target target, Credential credential) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(
              ("redoubt token cache\n" + use + "\n" + target + "\n" + credential.text())
                  .getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
