package redoubt.server;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import redoubt.admission.proof.ProvingGround;
import redoubt.oci.Digest;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.signatures.proof.Workshop;
import redoubt.web.Json;

/**
 * Connects the proofs of admission with the ground of the proofs of the registry, and with the
 * signers of those of content trust.
 *
 * @param called the registry in the names of images of this server
 */
record AdmissionGround(
    redoubt.registry.proof.ProvingGround images,
    Supplier<Optional<String>> called,
    InstantSource clock)
    implements ProvingGround {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  @Override
  public Optional<String> registry() {
    return called.get();
  }

  @Override
  public Visit enter() {
    var visit = images.enter();
    return new ImagesAndQuestions(visit, new Workshop(new TrustGround(() -> visit, clock)), clock);
  }

  private record ImagesAndQuestions(
      redoubt.registry.proof.ProvingGround.Visit visit, Workshop workshop, InstantSource clock)
      implements Visit {
    @Override
    public String instance() {
      return visit.instance(Side.HOME);
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public Answer call(String method, String path, Map<String, ?> body) {
      boolean none = body.isEmpty() && !method.equals("POST");
      return send(
          new Credential.Bearer(Side.HOME),
          new Call(method, path, none ? Map.of() : JSON, none ? new byte[0] : Json.bytes(body)));
    }

    @Override
    public Answer ask(String path, byte[] review) {
      return send(new Credential.None(), new Call("POST", path, JSON, review));
    }

    private Answer send(Credential who, Call call) {
      var answer = visit.call(who, call);
      return new Answer(answer.status(), answer.body());
    }

    @Override
    public String repository() {
      return workshop.repository().text();
    }

    @Override
    public Digest image() {
      return workshop.image();
    }

    @Override
    public Digest index(List<Digest> images) {
      return workshop.index(images);
    }

    @Override
    public Digest artifact() {
      return workshop.artifact();
    }

    @Override
    public Digest layeredElsewhere() {
      return workshop.layeredElsewhere();
    }

    @Override
    public boolean tryOldForm(String tag) {
      return workshop.tryOldForm(tag);
    }

    @Override
    public Signers signers() {
      return new Signers(Workshop.SIGNER, Workshop.AUTHORITY);
    }

    @Override
    public void tag(Digest image, String tag) {
      workshop.tag(image, tag);
    }

    @Override
    public void sign(Digest image) {
      workshop.sign(image);
    }

    @Override
    public void certify(Digest image) {
      workshop.certify(image);
    }

    @Override
    public void attest(Digest image) {
      workshop.attest(image);
    }

    @Override
    public void transplant(Digest from, Digest to) {
      workshop.transplant(from, to);
    }

    @Override
    public void sign(Digest image, Untimely how) {
      workshop.sign(
          image,
          switch (how) {
            case CERTIFICATE_ENDED -> Workshop.Untimely.CERTIFICATE_ENDED;
            case CERTIFICATE_TO_COME -> Workshop.Untimely.CERTIFICATE_TO_COME;
            case SIGNATURE_ENDED -> Workshop.Untimely.SIGNATURE_ENDED;
          });
    }

    @Override
    public void revoke() {
      workshop.revoke();
    }

    @Override
    public void close() {
      workshop.close();
    }
  }
}
