package redoubt.signatures.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.Fact;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.cosign.LegacyCosign;
import redoubt.signatures.notation.Notation;
import redoubt.signatures.notation.TestNotary;
import redoubt.signatures.notation.TrustStores;
import redoubt.signatures.sigstore.Remembered;
import redoubt.signatures.sigstore.SigstoreTrust;
import redoubt.signatures.sigstore.SmallAuthority;
import redoubt.signatures.sigstore.SmallSigner;
import redoubt.signatures.sigstore.SmallSigstore;
import redoubt.signatures.x509.Authorities;
import redoubt.signatures.x509.TestAuthority;
import redoubt.web.Json;

/**
 * What it takes to verify an image with five signatures, by five signers, all on P-256. The
 * signers' keys and chains were seen before; each signature, and each log entry and checkpoint with
 * it, is new the first time, and known the second. Once more with keys and certificates that are
 * new for each image, as those of people who sign by hand are. Beside it, in turns, five bare ECDSA
 * verifications of the JDK. Medians over images, on one thread.
 */
public final class FiveSignatures {
  private static final int SIGNERS = 5;

  /** Images that are looked at before anything is measured, so that it is compiled. */
  private static final int BEFORE = 250;

  private static final int MEASURED = 250;

  /** An image's signatures. */
  private record Signed(List<Supplier<Fact>> signatures) {
    boolean areAuthentic() {
      return signatures.stream().allMatch(one -> one.get().isAuthentic());
    }
  }

  private interface Maker {
    Signed sign(Digest image);
  }

  /** A signature without anything around it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Bare(PublicKey key, byte[] message, byte[] signature) {
    boolean holds() {
      try {
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private FiveSignatures() {}

  public static void main(String[] arguments) {
    System.out.printf(
        Locale.ROOT,
        "signatures: five of an image, keys and chains seen before, signatures not; medians of %d"
            + " images%n",
        MEASURED);
    report("keyless, bundle with log entry", keyless(false));
    report("keyless, new certificates", keyless(true));
    report("keyed, cosign 2", keyed(SIGNERS));
    report("keyed, one of 200 keys each", keyed(200));
    report("Notation, JWS", notation());
  }

  /**
   * @param fresh whether each image has signers of its own
   */
  private static Maker keyless(boolean fresh) {
    SmallSigstore services = new SmallSigstore();
    SigstoreTrust trust =
        new SigstoreTrust(
            PublicKeys.of(List.of()), services.trust().roots(), new Remembered(10_000));
    List<SmallSigner> same = signers(services);
    return image ->
        new Signed(
            (fresh ? signers(services) : same)
                .stream()
                    .map(signer -> Json.bytes(signer.logged(SmallSigner.imageStatement(image))))
                    .<Supplier<Fact>>map(bundle -> () -> Bundle.verify(image, bundle, trust))
                    .toList());
  }

  private static List<SmallSigner> signers(SmallSigstore services) {
    return IntStream.range(0, SIGNERS)
        .mapToObj(_ -> new SmallSigner(services, new SmallAuthority.Wanted()))
        .toList();
  }

  /**
   * @param count how many keys are known; those that sign are spread among them
   */
  private static Maker keyed(int count) {
    List<KeyPair> all = IntStream.range(0, count).mapToObj(_ -> SmallAuthority.pair()).toList();
    List<KeyPair> keys =
        IntStream.range(0, SIGNERS)
            .mapToObj(number -> all.get((2 * number + 1) * count / (2 * SIGNERS)))
            .toList();
    PublicKeys known = PublicKeys.of(all.stream().map(KeyPair::getPublic).toList());
    return image -> {
      byte[] payload = SmallSigner.payload(image);
      return new Signed(
          keys.stream()
              .map(key ->
                  SmallSigner.layer(
                      LegacyCosign.LAYER,
                      payload,
                      Map.of(
                          "dev.cosignproject.cosign/signature",
                          Base64.getEncoder().encodeToString(SmallAuthority.sign(key, payload)))))
              .<Supplier<Fact>>map(layer -> () -> LegacyCosign.verify(image, layer, payload, known))
              .toList());
    };
  }

  private static Maker notation() {
    TestAuthority.Party root = TestAuthority.authority("Root", 1).alone();
    TrustStores stores =
        new TrustStores(Map.of("ca:acme", Authorities.of(List.of(root.certificate()))));
    List<TestAuthority.Party> signers =
        IntStream.range(0, SIGNERS)
            .mapToObj(number -> TestAuthority.leaf("P-256 " + number).by(root))
            .toList();
    return image -> {
      Descriptor subject = new Descriptor(MediaTypes.OCI_MANIFEST, image, 1000);
      return new Signed(
          signers.stream()
              .map(signer -> new TestNotary(signer, subject).jws())
              .<Supplier<Fact>>map(envelope ->
                  () -> Notation.verify(subject, Notation.JWS, envelope, stores, TestAuthority.NOW))
              .toList());
    };
  }

  private static List<KeyPair> pairs() {
    return IntStream.range(0, SIGNERS).mapToObj(_ -> SmallAuthority.pair()).toList();
  }

  private static void report(String what, Maker maker) {
    List<Signed> images = new ArrayList<>();
    List<List<Bare>> bare = new ArrayList<>();
    List<KeyPair> keys = pairs();
    for (int number = 0; number < BEFORE + MEASURED; number++) {
      byte[] name = (what + number).getBytes(StandardCharsets.UTF_8);
      images.add(maker.sign(Digest.of(name)));
      bare.add(
          keys.stream()
              .map(key -> new Bare(key.getPublic(), name, SmallAuthority.sign(key, name)))
              .toList());
    }
    List<Long> ours = new ArrayList<>();
    List<Long> again = new ArrayList<>();
    List<Long> theirs = new ArrayList<>();
    for (int number = 0; number < images.size(); number++) {
      Signed image = images.get(number);
      List<Bare> limit = bare.get(number);
      long from = System.nanoTime();
      boolean authentic = image.areAuthentic();
      long first = System.nanoTime();
      authentic &= image.areAuthentic();
      long second = System.nanoTime();
      boolean holds = limit.stream().allMatch(Bare::holds);
      long end = System.nanoTime();
      if (!authentic || !holds) {
        throw new IllegalStateException("a good signature was refused");
      }
      if (number >= BEFORE) {
        ours.add(first - from);
        again.add(second - first);
        theirs.add(end - second);
      }
    }
    double took = median(ours);
    double least = median(theirs);
    System.out.printf(
        Locale.ROOT,
        "%-32s p50 %6.2f ms, again %6.2f ms, five bare verifications %6.2f ms: %.2f (load %.1f)%n",
        what,
        took,
        median(again),
        least,
        took / least,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getSystemLoadAverage());
  }

  private static double median(List<Long> nanos) {
    return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow() / 1e6;
  }
}
