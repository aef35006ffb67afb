"""subplots, a logarithmic scale set before, a grid on both axes."""
import torch, matplotlib.pyplot as plt
from torch import nn
def build_single_perceptron(num_inputs): return nn.Sequential(nn.Linear(num_inputs,1),nn.Sigmoid())
def build_multilayer_perceptron(num_inputs,num_hidden):
    m=nn.Sequential(); m.add_module("l1",nn.Linear(num_inputs,num_hidden)); m.add_module("s1",nn.Sigmoid()); m.add_module("l2",nn.Linear(num_hidden,1,bias=False)); m.add_module("s2",nn.Sigmoid()); return m
def train(model,loss,inputs,truth,learning_rate=0.05,num_iterations=50000,log_every=500):
    h=[]
    opt=torch.optim.SGD(model.parameters(),learning_rate)
    for i in range(num_iterations):
        e=loss(model(inputs),truth)
        if i%log_every==0: h.append((i,e.item()))
        opt.zero_grad(); e.backward(); opt.step()
    return h
def plot_errors(errors):
    fig, ax = plt.subplots(); ax.set_yscale("log")
    for n,h in errors.items(): ax.plot([s for s,_ in h],[e for _,e in h],"--",label=n)
    ax.set_xlabel("iteration"); ax.set_ylabel("error"); ax.legend(loc="best"); ax.grid(which="both"); ax.set_title("t"); return fig
def build_both(seed,num_inputs,num_hidden):
    torch.manual_seed(seed)
    return build_single_perceptron(num_inputs),build_multilayer_perceptron(num_inputs,num_hidden)
def trained(model,loss,inputs,truth,num_iterations):
    import copy
    m=copy.deepcopy(model)
    opt=torch.optim.SGD(m.parameters(),0.05)
    for i in range(num_iterations):
        e=loss(m(inputs),truth); opt.zero_grad(); e.backward(); opt.step()
    return m,e.item()
def hidden_features(model,inputs):
    with torch.no_grad(): x=model[0](inputs); return (1/(1+torch.exp(-x))).numpy()
def gradient_norm(model,loss,inputs,truth):
    model.zero_grad()
    loss(model(inputs),truth).backward()
    s=0
    for p in model.parameters():
        for g in p.grad.flatten(): s=s+g.item()**2
    return s**.5
def with_output_bias(model):
    n,d=model[0].weight.shape
    m=nn.Sequential(nn.Linear(d,n),nn.Sigmoid(),nn.Linear(n,1),nn.Sigmoid())
    m[0].weight.data=model[0].weight.data.clone(); m[0].bias.data=model[0].bias.data.clone(); m[2].weight.data=model[2].weight.data.clone(); m[2].bias.data.fill_(0)
    return m
