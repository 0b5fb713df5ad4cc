package redoubt.keys.http;

/**
 * Cloud resource names in the form that clients of Key Protect take apart at their colons. Region
 * and account are fixed: a server is one place with one owner.
 */
public final class Crn {
  private static final String PREFIX = "crn:v1:bluemix:public:kms:local:a/redoubt:";

  private Crn() {}

  public static String key(String instance, String key) {
    return PREFIX + instance + ":key:" + key;
  }

  public static String policy(String instance, String policy) {
    return PREFIX + instance + ":policy:" + policy;
  }

  public static String instance(String instance) {
    return PREFIX + instance + "::";
  }
}
