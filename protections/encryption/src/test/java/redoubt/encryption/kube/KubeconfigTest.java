package redoubt.encryption.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

final class KubeconfigTest {
  private static final String PEM =
      Base64.getEncoder()
          .encodeToString(
              "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                  .getBytes(StandardCharsets.US_ASCII));

  private static String config(String cluster, String user) {
    return """
    apiVersion: v1
    kind: Config
    current-context: here
    contexts:
    - name: other
      context: {cluster: nowhere, user: nobody}
    - name: here
      context: {cluster: c, user: u}
    clusters:
    - name: c
      cluster: {%s}
    users:
    - name: u
      user: {%s}
    """
        .formatted(cluster, user);
  }

  private static final String CLUSTER =
      "server: 'https://10.0.0.1:6443', certificate-authority-data: " + PEM;

  @Test
  void theCurrentContextCounts() {
    KubeAccess access = Kubeconfig.read(config(CLUSTER, "token: abc"));
    assertThat(access.server()).hasToString("https://10.0.0.1:6443");
    assertThat(access.token()).contains("abc");
    assertThat(access).hasToString("KubeAccess[https://10.0.0.1:6443]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec: {command: /bin/sh, args: [-c, 'touch /tmp/owned']}",
        "token: abc, exec: {command: /bin/sh}",
        "auth-provider: {name: gcp}",
        "tokenFile: /etc/shadow",
        "client-certificate: /etc/passwd, client-key: /etc/shadow",
        "client-certificate-data: AAAA",
        "username: admin, password: admin",
        "token: \"a\\r\\nX-Injected: b\""
      })
  void whatLiesOutsideOfItIsNeverReadOrRun(String user) {
    refuses(config(CLUSTER, user));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server: 'http://10.0.0.1:6443', certificate-authority-data: AAAA",
        "server: 'https://10.0.0.1:6443'",
        "server: 'https://10.0.0.1:6443', insecure-skip-tls-verify: true",
        "server: 'https://user@10.0.0.1:6443'",
        "server: 'file:///etc/passwd'",
        "server: 'https://10.0.0.1:6443', certificate-authority: /etc/ca.crt",
        "server: 'https://10.0.0.1:6443', proxy-url: 'http://evil'"
      })
  void aServerThatIsNotCheckedIsRefused(String cluster) {
    refuses(config(cluster, "token: abc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "70000", "-2", "99999999999"})
  void aPortThatIsNoneIsRefused(String port) {
    refuses(config(CLUSTER.replace(":6443", ":" + port), "token: abc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "- a",
        "current-context: nowhere",
        "!!javax.script.ScriptEngineManager [!!java.net.URL ['http://evil']]",
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "a: 1\na: 2"
      })
  void whatIsNoKubeconfigIsRefused(String text) {
    refuses(text);
  }

  private static void refuses(String text) {
    assertThatThrownBy(() -> Kubeconfig.read(text))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("encryption.bad-kubeconfig");
              assertThat(failure.what()).doesNotContain("evil", "/etc/shadow");
            });
  }
}
