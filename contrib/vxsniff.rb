# A formula for Homebrew, for the package that `npm pack` makes beside this folder:
# npm pack && brew install --formula ./contrib/vxsniff.rb
class Vxsniff < Formula
  desc "Reads VXLAN, GRE and other overlay traffic and explains it"
  url "file://#{File.expand_path("../vxsniff-0.1.0.tgz", __dir__)}"
  license "MIT"

  depends_on "node"
  uses_from_macos "libpcap"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
    package = libexec/"lib/node_modules/vxsniff/dist"
    man1.install Dir[package/"man/*.1"]
    bash_completion.install package/"completions/vxsniff"
    zsh_completion.install package/"completions/_vxsniff"
    fish_completion.install package/"completions/vxsniff.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/vxsniff --version")
  end
end
