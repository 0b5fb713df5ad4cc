package redoubt.admission.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import redoubt.admission.bypass.Images;
import redoubt.oci.Digest;
import redoubt.web.Json;

/** Answers as kube-apiserver 1.36 gives them. */
final class ReadingTest {
  private static final Images IMAGES =
      new Images(
          new Images.Image("r.test/a", "v1", Digest.of(new byte[] {1})),
          new Images.Image("r.test/a", "v2", Digest.of(new byte[] {2})));

  private static Target.Answer answer(int status, String json) {
    return new Target.Answer(status, Json.parse(json.getBytes(UTF_8)));
  }

  private static Tried no(int status, String message) {
    return read(
        answer(
            status,
            new String(Json.bytes(java.util.Map.of("kind", "Status", "message", message)), UTF_8)));
  }

  private static Tried read(Target.Answer answer) {
    return new Reading(IMAGES).of("a Pod", false, answer);
  }

  private static String pod(String image) {
    return "{\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"r.test/a:v1\"}],\"initContainers\":[{\"image\":\"%s\"}]}}"
        .formatted(image);
  }

  @Test
  void itSaysWhoRefused() {
    Tried webhook =
        no(403, "admission webhook \"x.test\" denied the request: \nDeny \"a\", no policy");
    assertThat(webhook.by()).isEqualTo("webhook x.test");
    assertThat(webhook.said()).isEqualTo("Deny \"a\", no policy");
    Tried policy =
        no(
            422,
            "pods \"p\" is forbidden: ValidatingAdmissionPolicy 'good' with binding 'all' denied"
                + " request: not this one");
    assertThat(policy.by()).isEqualTo("policy good");
    assertThat(policy.said()).isEqualTo("not this one");
    Tried silent =
        no(
            500,
            "Internal error occurred: failed calling webhook \"x.test\": failed to call webhook");
    assertThat(silent.by()).isEqualTo("webhook x.test");
    assertThat(silent.said()).startsWith("It did not answer: ");
    Tried invalid =
        no(422, "Pod \"p\" is invalid: spec.containers[0].image: Invalid value: \" a\"");
    assertThat(invalid.by()).isEqualTo("the API server");
    assertThat(List.of(webhook, policy, silent, invalid))
        .allMatch(one -> one.result() == Tried.Result.REFUSED);
  }

  @Test
  void whatSaysNothingOfTheControllerIsNotTaken() {
    assertThat(
            List.of(
                no(403, "pods is forbidden: User \"ann\" cannot create resource \"pods\""),
                no(401, "Unauthorized"),
                no(404, "the server could not find the requested resource"),
                no(400, "admission webhook \"x.test\" does not support dry run"),
                read(answer(201, pod("r.test/a:v1")))))
        .allMatch(one -> one.result() == Tried.Result.NOT_TRIED && !one.said().isEmpty());
  }

  @Test
  void whatIsAdmittedWithItIsABypass() {
    for (String image :
        List.of(
            "r.test/a:v2",
            "r.test/a@" + IMAGES.bad().digest(),
            "r.test/a:v1@" + IMAGES.bad().digest(),
            "evil.test/a:v1")) {
      assertThat(read(answer(201, pod(image))).isBypass()).as(image).isTrue();
    }
  }

  @Test
  void whoRefusesTheGoodOneToo() {
    Tried refused = no(403, "admission webhook \"x.test\" denied the request: no");
    Tried good = new Tried("a good one", true, Tried.Result.REFUSED, "webhook x.test", "no");
    Tried admitted = new Tried("a good one", true, Tried.Result.ADMITTED, "", "");
    Tried in = new Tried("it", false, Tried.Result.ADMITTED, "", "");
    Tried not = Reading.notTried("it", false, "It names no image.");
    assertThat(finding(refused, admitted)).isEqualTo(Finding.Outcome.STOPPED);
    assertThat(finding(refused, good)).isEqualTo(Finding.Outcome.TOO_STRICT);
    assertThat(finding(refused, good, in)).isEqualTo(Finding.Outcome.BYPASS);
    assertThat(finding(not, admitted)).isEqualTo(Finding.Outcome.NOT_TRIED);
    assertThat(report(good).isSafe()).isFalse();
    assertThat(report(admitted).isSafe()).isTrue();
  }

  private static Finding.Outcome finding(Tried... tries) {
    return new Finding("x", "It is tried.", List.of(tries)).outcome();
  }

  private static Report report(Tried good) {
    Tried bad = new Tried("a bad one", false, Tried.Result.REFUSED, "webhook x.test", "no");
    return new Report("n", good, bad, List.of(new Finding("x", "It is.", List.of(bad))), "");
  }
}
