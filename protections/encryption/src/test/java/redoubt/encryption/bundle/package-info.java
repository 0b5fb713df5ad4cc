/** What a control plane needs, against golden files. */
@org.jspecify.annotations.NullMarked
package redoubt.encryption.bundle;
