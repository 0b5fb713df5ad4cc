package redoubt.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RouteTableTest {
  private static RouteTable table(String... paths) {
    return new RouteTable(
        Stream.of(paths)
            .map(path ->
                new Route(
                    "GET",
                    path,
                    Access.open(),
                    "test.act",
                    path,
                    ApiStyle.redoubt(),
                    request -> Response.empty(204)))
            .toList());
  }

  private static String found(RouteTable table, String path) {
    return table
        .find("GET", path)
        .map(match -> match.route().path() + " " + Map.copyOf(match.parameters()))
        .orElse("nothing");
  }

  @Test
  void aLongParameterTakesOneSegmentOrMore() {
    RouteTable table = table("/v2/{name+}/manifests/{reference}");
    for (String name : List.of("a", "a/b", "a/b/c/d", "a%2Fb/c")) {
      assertThat(found(table, "/v2/" + name + "/manifests/1"))
          .contains("name=" + name.replace("%2F", "/"))
          .contains("reference=1");
    }
    assertThat(found(table, "/v2/manifests/1")).isEqualTo("nothing");
    assertThat(found(table, "/v2//manifests/1")).isEqualTo("nothing");
    assertThat(found(table, "/v2/a//b/manifests/1")).isEqualTo("nothing");
  }

  @Test
  void aNameMayHaveTheWordsOfThePathInIt() {
    RouteTable table =
        table(
            "/v2/{name+}/manifests/{reference}",
            "/v2/{name+}/blobs/{digest}",
            "/v2/{name+}/blobs/uploads/",
            "/v2/{name+}/blobs/uploads/{upload}",
            "/v2/{name+}/tags/list",
            "/v2/_catalog");
    assertThat(found(table, "/v2/a/blobs/uploads/blobs/sha256:1"))
        .startsWith("/v2/{name+}/blobs/{digest}")
        .contains("name=a/blobs/uploads");
    assertThat(found(table, "/v2/manifests/blobs/manifests/1"))
        .startsWith("/v2/{name+}/manifests/{reference}")
        .contains("name=manifests/blobs");
    assertThat(found(table, "/v2/a/b/blobs/uploads/"))
        .startsWith("/v2/{name+}/blobs/uploads/ ")
        .contains("name=a/b");
    assertThat(found(table, "/v2/a/blobs/uploads/1"))
        .startsWith("/v2/{name+}/blobs/uploads/{upload}")
        .contains("name=a")
        .contains("upload=1");
    assertThat(found(table, "/v2/tags/list/tags/list")).contains("name=tags/list");
    assertThat(found(table, "/v2/_catalog")).startsWith("/v2/_catalog");
  }

  @Test
  void aPathOfThousandsOfSegmentsIsFoundNotToBeThere() {
    RouteTable table = table("/v2/{name+}/manifests/{reference}", "/v2/{name+}/tags/list");
    assertThat(found(table, "/v2" + "/manifests".repeat(5000))).contains("reference=manifests");
    assertThat(found(table, "/v2" + "/tags".repeat(5000))).isEqualTo("nothing");
  }

  @Test
  void twoLongParametersInOnePathAreAMistake() {
    assertThatThrownBy(() -> table("/v2/{name+}/to/{other+}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> table("/v2/{name+}/{rest...}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
