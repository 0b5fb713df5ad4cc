package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.HttpsCaller;

/** What other tenants and forged forms try with clusters; no browser is needed for it. */
@ExtendWith(OpenSite.class)
final class HostileClusterTest {
  private static String page(Site site) {
    return site.town().fleet().page(Fleet.OFF);
  }

  @Test
  void aClusterOfAnotherTenantDoesNotExist(Site site) {
    HttpsCaller foreigner = site.signedIn(site.town().foreigner());
    HttpResponse<String> own =
        foreigner.get("/instances/" + site.town().foreignInstance() + "/clusters/" + Fleet.OFF);
    assertThat(own.statusCode()).isEqualTo(404);
    HttpResponse<String> theirs = foreigner.get(page(site));
    assertThat(theirs.statusCode()).isIn(403, 404);
    assertThat(theirs.body()).doesNotContain("No root key guards");
    assertThat(foreigner.get("/").body()).doesNotContain(">" + Fleet.OFF + "<");
  }

  @Test
  void aFormWithoutATokenChangesNothing(Site site) {
    for (String form : new String[] {"migration", "ledger", "rotate", "disable", "release"}) {
      HttpResponse<String> refused =
          site.signedIn(site.adminKey())
              .postForm(page(site) + "/" + form, Site.form("name", Fleet.OFF, "do", "begin"));
      assertThat(refused.statusCode()).as(form).isEqualTo(403);
      assertThat(refused.body()).as(form).contains("console.stale-form");
    }
  }

  @Test
  void aReaderMayNotOpenAQuestion(Site site) {
    HttpResponse<String> refused = site.signedIn(site.town().reader()).get(page(site) + "/disable");
    assertThat(refused.statusCode()).isEqualTo(403);
  }
}
