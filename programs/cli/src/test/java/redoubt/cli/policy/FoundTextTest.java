package redoubt.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import redoubt.cli.text.JsonText;

/** What people read of what was found. */
final class FoundTextTest {
  private static JsonNode json(String text) throws IOException {
    return JsonText.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachImageIsToldWithItsPlacesAndReasons() throws IOException {
    JsonNode found =
        json(
            """
            {'refused': [{'image': 'icr.test/app:v2', 'digest': 'sha256:ab', 'namespaces': [
              {'namespace': 'shop', 'pods': 7, 'podNames': ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
               'admissions': 1, 'refusals': 2, 'workloads': ['Deployment web']},
              {'namespace': 'bank', 'pods': 0, 'podNames': [], 'admissions': 12, 'refusals': 0,
               'workloads': []}],
              'reasons': [{'said': 'Deny x: Nobody has signed it.', 'remedy': 'Sign it.'}]},
             {'image': 'icr.test/odd:v1', 'namespaces': [
              {'namespace': 'shop', 'pods': 0, 'podNames': [], 'admissions': 0, 'refusals': 2,
               'workloads': ['Pod \\u001b[2Jevil']}]}],
             'refusedLeft': 3}
            """);
    assertThat(FoundText.section(found, "refused", "WOULD BE REFUSED"))
        .isEqualTo(
            """

            WOULD BE REFUSED: 5 images
            icr.test/app:v2@sha256:ab
              shop: 7 pods (a, b, c, d, e and 2 more), admitted once as Deployment web
              bank: admitted 12 times
              Deny x: Nobody has signed it.
              Sign it.
            icr.test/odd:v1  (its digest is not known)
              shop: refused 2 times as Pod ?[2Jevil
            and 3 images more
            """);
    assertThat(FoundText.section(found, "warned", "WARNED")).isEmpty();
  }

  @Test
  void whatCouldNotBeSeenStandsFirst() throws IOException {
    assertThat(
            FoundText.looked(
                json(
                    """
                    {'name': 'prod', 'problem': 'It does not answer. Wait.', 'admissions': 1,
                     'admissionsSince': '2026-11-24T01:12:57.312582630Z', 'unjudged': 2}
                    """)))
        .isEqualTo(
            """
            NOT SEEN what runs in prod: It does not answer. Wait.
            Looked at 1 admission since 2026-11-24T01:12:57Z in prod.
            NOT JUDGED for want of time: 2 uses of images.
            """);
  }
}
